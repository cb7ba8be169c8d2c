// SPDX-License-Identifier: Apache-2.0
#include "daemon/accounts/host_accounts.hpp"

#include <fstream>
#include <functional>
#include <unordered_set>

#include "daemon/accounts/table.hpp"
#include "shared/account_name.hpp"
#include "shared/login_shell.hpp"

namespace tessera {
namespace {

class PasswdAccounts : public HostAccounts {
 public:
  explicit PasswdAccounts(std::string path) : path_(std::move(path)), file_(path_) {}

  Result<std::vector<HostAccount>, std::string> next(std::size_t limit) override {
    if (!file_.is_open()) return std::unexpected(path_ + " cannot be read");
    std::vector<HostAccount> accounts;
    for (std::string line; accounts.size() < limit && std::getline(file_, line);) add(line, accounts);
    if (file_.bad()) return std::unexpected(path_ + " cannot be read to its end");
    return accounts;
  }

 private:
  void add(std::string_view line, std::vector<HostAccount>& accounts) {
    const std::size_t last = line.rfind(':');
    std::size_t number = 0;
    const auto row = next_row(line, number);
    if (!row || row->fields < 4 || !is_account_name(row->name)) return;
    const auto uid = table_number(row->id);
    // A name's hash costs eight bytes where a name would cost forty.
    if (!uid || !seen_.insert(std::hash<std::string_view>()(row->name)).second) return;
    const std::string_view shell = row->fields < 7 ? std::string_view() : row->text.substr(row->text.rfind(':') + 1);
    if (last != std::string_view::npos && is_login_shell(shell)) accounts.push_back({std::string(row->name), *uid});
  }

  std::string path_;
  std::ifstream file_;
  std::unordered_set<std::size_t> seen_;
};

}  // namespace

std::unique_ptr<HostAccounts> read_host_accounts(std::string passwd) {
  return std::make_unique<PasswdAccounts>(std::move(passwd));
}

}  // namespace tessera
