// SPDX-License-Identifier: Apache-2.0
#include "daemon/admin/request_mail.hpp"

#include <utility>

#include "daemon/enrolment/bindings.hpp"

namespace tessera {
namespace {

std::string in_a_row(const std::vector<std::string>& names) {
  std::string row;
  for (const std::string& name : names) row += (row.empty() ? "" : ", ") + name;
  return row;
}

std::string environments_of(const ChangeRequest& request) {
  std::vector<std::string> names;
  for (const RequestedEnvironment& one : request.environments) names.push_back(one.name);
  return in_a_row(names);
}

std::string summary(const ChangeRequest& request) {
  return "Request " + std::to_string(request.id) + " by " +
         said_by(request.requester, request.person, request.audit_login) + ": " + request.subject +
         "\nEnvironments: " + environments_of(request) + "\nReady: " +
         std::to_string(request.accounts - request.not_ready) + " of " + std::to_string(request.accounts) + " accounts\n";
}

std::string elsewhere(const ChangeRequest& request, const std::string& here) {
  const std::vector<std::string> names = named_elsewhere(request, here);
  if (names.empty()) return {};
  return "\nFor " + in_a_row(names) + ": make the same request on one of its hosts. This number is known to the host "
         "that gave it alone.\n";
}

/// Whom no courier takes it for is not told.
void mail(const AdminContext& context, std::string to, std::string subject, std::string text, Told& told) {
  if (context.config()->channels.email.empty()) {
    told.not_mailed.push_back(to + ": channels.email has no gateway");
    return;
  }
  const auto dispatch = context.courier.send({.account = "environment-request", .channel = Channel::email, .gateway = {},
                                              .to = to, .subject = std::move(subject), .text = std::move(text), .code = {}});
  const DeliveryReport report = dispatch->report();
  const bool failed = report.status == DeliveryStatus::failed || report.status == DeliveryStatus::misconfigured;
  if (failed) {
    told.not_mailed.push_back(to + ": the courier did not take it; see the journal");
  } else {
    told.mailed.push_back(std::move(to));
  }
}

void mail_approvers(const AdminContext& context, std::string subject, std::string text, Told& told) {
  const std::vector<std::string> approvers = context.config()->requests.approvers;
  if (approvers.empty()) told.not_mailed.emplace_back("approvers: requests.approvers is empty");
  for (const std::string& approver : approvers) mail(context, approver, subject, text, told);
}

/// Mails whoever asked, where an address of theirs is on record.
Async<Told> mail_requester(AdminContext context, std::string requester, std::string subject, std::string text, Told told) {
  const auto found = co_await counted_account(context.store, context.directory, context.seeds, requester,
                                              context.clock.now(), has_other_sources(*context.config()));
  const bool reachable = found && found->account && found->account->contacts.email;
  if (reachable) {
    mail(context, *found->account->contacts.email, std::move(subject), std::move(text), told);
  } else {
    told.not_mailed.push_back(requester + ": no e-mail is on record");
  }
  co_return told;
}

std::string next_steps(const std::string& environment) {
  std::string text = "Next, on this host of " + environment + ":\n";
  for (const std::string& command : next_commands(environment)) text += "  " + command + "\n";
  return text;
}

std::string verdict_text(const ChangeRequest& request, const RequestRuling& ruling) {
  const bool approved = ruling.verdict == RequestVerdict::approved;
  return summary(request) + "\n" + ruling.environment + ": " + std::string(name_of(ruling.verdict)) + " by " +
         said_by(ruling.by, ruling.person, ruling.audit_login) + (ruling.reason.empty() ? "" : ": " + ruling.reason) + "\n" +
         (approved ? next_steps(ruling.environment) : "") + elsewhere(request, ruling.environment);
}

}  // namespace

std::vector<std::string> next_commands(const std::string& environment) {
  return {"tesseractl environment observe " + environment, "tesseractl environment report " + environment,
          "tesseractl account audit", "tesseractl environment enforce " + environment + " --confirm-within 10min",
          "tesseractl environment confirm " + environment};
}

std::vector<std::string> named_elsewhere(const ChangeRequest& request, const std::string& here) {
  std::vector<std::string> names;
  for (const RequestedEnvironment& one : request.environments) {
    if (one.name != here) names.push_back(one.name);
  }
  return names;
}

Async<Told> mail_new(Call call, ChangeRequest request) {
  const std::string number = std::to_string(request.id);
  const std::string subject = "Request " + number + ": " + request.subject;
  const std::string text = summary(request) + request.description + "\n";
  const std::string more = elsewhere(request, call.context.config()->environment.name);
  Told told;
  mail_approvers(call.context, subject,
                 text + "\nNext, on the host where it was made:\n  tesseractl environment requests " + number +
                     "\n  tesseractl environment approve " + number + "\n  tesseractl environment reject " + number +
                     " --reason TEXT\n" + more,
                 told);
  co_return co_await mail_requester(call.context, request.requester, subject,
                                    text + "\nIt waits for approval: tesseractl environment requests " + number + "\n" + more,
                                    std::move(told));
}

Async<Told> mail_verdict(Call call, RequestRuling ruling) {
  const auto found = co_await call.context.requests.requests(ruling.id);
  if (!found || found->empty()) co_return Told{};
  const ChangeRequest request = found->front();
  const std::string subject = "Request " + std::to_string(ruling.id) + ": " + std::string(name_of(ruling.verdict)) +
                              " for " + ruling.environment;
  const std::string text = verdict_text(request, ruling);
  Told told;
  mail_approvers(call.context, subject, text, told);
  co_return co_await mail_requester(call.context, request.requester, subject, text, std::move(told));
}

}  // namespace tessera
