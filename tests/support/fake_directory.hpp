// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "daemon/ports/directory.hpp"

namespace tessera::test {

/// A host whose accounts are listed by the test; every other name is nobody's.
class FakeDirectory : public Directory {
 public:
  void add(std::string name, Origin origin = Origin::local, std::string source = "files") {
    known_[name] = Whois{origin, name, std::move(source), {}};
  }
  void add_uid(std::uint32_t uid, std::string name) { uids_[uid] = std::move(name); }
  void add_creator(std::string name) { creators_.insert(std::move(name)); }
  /// From now on every name that is not listed is unclear, for this reason.
  void fail(std::string detail) { failure_ = std::move(detail); }

  Async<Whois> find(std::string name) override {
    asked.push_back(name);
    co_return answer(name);
  }
  Async<Whois> find_uid(std::uint32_t uid) override {
    const auto at = uids_.find(uid);
    if (at == uids_.end()) co_return answer({});
    co_return answer(at->second);
  }
  Async<FoundContacts> contacts_of(std::string name) override {
    contacts_asked.push_back(name);
    const auto at = contacts_.find(name);
    if (at != contacts_.end()) co_return at->second;
    if (!failure_.empty()) co_return FoundContacts{ContactsAnswer::unclear, {}, {}, "ldap", failure_};
    co_return FoundContacts{ContactsAnswer::nobody, {}, {}, {}, {}};
  }
  /// What the sources that are not the store have.
  void set_contacts(const std::string& name, Contacts contacts, std::string source = "csv") {
    contacts_[name] = FoundContacts{ContactsAnswer::found, std::move(contacts), {}, std::move(source), {}};
  }
  std::vector<std::string> creator_groups_of(const std::string& name, std::optional<std::uint32_t>) override {
    return creators_.contains(name) ? std::vector<std::string>{"sudo"} : std::vector<std::string>{};
  }

  std::vector<std::string> asked;           ///< names, in the order of find()
  std::vector<std::string> contacts_asked;  ///< likewise, of contacts_of()

 private:
  Whois answer(const std::string& name) const {
    const auto at = known_.find(name);
    if (at != known_.end()) return at->second;
    if (!failure_.empty()) return {Origin::unclear, name, "sss", failure_};
    return {Origin::nobody, name, {}, {}};
  }
  std::map<std::string, Whois> known_;
  std::map<std::string, FoundContacts> contacts_;
  std::map<std::uint32_t, std::string> uids_;
  std::set<std::string> creators_;
  std::string failure_;
};

}  // namespace tessera::test
