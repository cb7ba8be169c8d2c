// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/candidates.hpp"

#include <stdexcept>

#include "tests/bench/clock.hpp"
#include "tests/bench/peers.hpp"
#include "tests/bench/store.hpp"

namespace tessera::bench {
namespace {

/// Each account comes from its own address, the same in every round.
Who person(std::uint32_t account) { return {account_name(account), "2001:db8::" + std::to_string(account % 10'000)}; }

Sample with_app_code(const Stack& stack, std::uint32_t account) {
  // Whoever is asked again leaves: half a minute later another code would be right.
  std::string code;
  const auto answers = [account, &code](unsigned prompt) {
    return prompt == 0 ? code = app_code(account) : std::string("q");
  };
  const Timed timed = log_in(stack, person(account), answers);
  Sample sample{timed.ns, 0, timed.accepted};
  code.copy(sample.code.data(), sample.code.size());
  return sample;
}

/// The menu is answered with its first way, the next prompt with the code that was sent.
Sample with_delivered_code(const Stack& stack, std::uint32_t account, const CodeBoxes& boxes) {
  std::int64_t waiting = 0;
  const auto answers = [account, &boxes, &waiting](unsigned prompt) -> std::string {
    if (prompt == 0) return "1";
    const SentCode sent = boxes.take(account);
    waiting = now_ns() - sent.at_ns;
    return sent.code;
  };
  const Timed timed = log_in(stack, person(account), answers);
  return {timed.ns, waiting, timed.accepted};
}

/// Spreads `account` over `accounts` of them, in no order, and stays with its worker.
std::uint32_t spread(std::uint32_t account, std::uint32_t accounts, unsigned workers) {
  static std::uint64_t state = 1;
  state = state * 6364136223846793005U + 1442695040888963407U;
  const auto any = static_cast<std::uint32_t>((state >> 33) % accounts);
  const std::uint32_t same_worker = any - any % workers + account % workers;
  return same_worker < accounts ? same_worker : account % workers;
}

std::vector<std::string> split(const std::string& name) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find(':', at), name.size());
    parts.push_back(name.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

}  // namespace

Candidates::Candidates(const Place& place, const std::vector<std::string>& names) : place_(place) {
  boxes_.reserve(names.size());
  for (const std::string& name : names) all_.push_back(make(name));
}

Candidate Candidates::make(const std::string& name) {
  const std::string pam = place_.directory + "/pam";
  const auto peer = [&name, stack = Stack{pam, name}](std::function<void()> refresh) {
    return Candidate{name, std::move(refresh), [stack](std::uint32_t account) { return with_app_code(stack, account); }};
  };
  if (name == "permit") return peer([] {});
  if (name == "oath") {
    return peer([place = place_] { write_oath_users(place.directory + "/oath-users", place.accounts); });
  }
  if (name == "google-authenticator") {
    return peer([place = place_] {
      for (std::uint32_t i = 0; i < place.accounts; ++i) write_google_secret(place.directory + "/homes", i);
    });
  }
  const std::vector<std::string> parts = split(name);
  if (parts[0] == "app") return with_app(name, parts.at(1));
  if (parts.size() < 2) throw std::runtime_error("no candidate is named " + name);
  Candidate made = tessera(parts[0], parts[1], parts.size() > 2 ? static_cast<std::uint32_t>(std::stoul(parts[2])) : 0);
  made.name = name;
  return made;
}

/// A code is as good as new in each round.
Candidate Candidates::with_app(const std::string& name, const std::string& folder) const {
  const Stack stack{place_.directory + "/pam", folder};
  Candidate made;
  made.name = name;
  made.refresh = [store = place_.directory + "/" + folder + "/state/tessera.db"] { make_store_older(store); };
  made.login = [stack](std::uint32_t account) { return with_app_code(stack, account); };
  return made;
}

Candidate Candidates::tessera(const std::string& kind, const std::string& folder, std::uint32_t accounts) {
  const CodeBoxes& boxes = boxes_.emplace_back(place_.workers);
  const std::string here = place_.directory + "/" + folder;
  postmen_.push_back(kind == "courier" ? stand_in_for_courier(here + "/run/courier.sock", boxes)
                                       : read_outbox(here + "/outbox.sock", boxes));
  const Stack stack{place_.directory + "/pam", folder};
  Candidate made;
  made.refresh = [store = here + "/state/tessera.db"] { make_store_older(store); };
  made.login = [stack, &boxes](std::uint32_t account) { return with_delivered_code(stack, account, boxes); };
  if (accounts != 0) {
    made.whom = [accounts, workers = place_.workers](std::uint32_t account) { return spread(account, accounts, workers); };
  }
  return made;
}

}  // namespace tessera::bench
