// SPDX-License-Identifier: Apache-2.0
// What a script must do: the ways that docs/SSH.md describes, as far as they are true of one decision.
#include "daemon/core/explain.hpp"

namespace tessera {
namespace {

using Advice = std::vector<std::string>;

constexpr const char* by_key_alone =
    "at the end of sshd_config, `Match User %` with `AuthenticationMethods publickey`, so that its key alone lets it in and "
    "PAM is not asked";

std::string for_account(std::string_view text, const std::string& account) {
  std::string filled(text);
  const std::size_t at = filled.find('%');
  return at == std::string::npos ? filled : filled.replace(at, 1, account);
}

Advice for_machine(const Facts& facts) {
  if (facts.service != "sshd") return {"A machine account never passes " + facts.service + ": let it come by ssh with its key."};
  return {"The script comes by ssh with a key: " + for_account(by_key_alone, facts.account) +
          ". Without that block it does not get in at all."};
}

Advice over_ssh(const Facts& facts, const Circumstances& circumstances) {
  Advice advice = {
      "A script (Ansible, scp, rsync, cron) cannot type a code: with BatchMode yes ssh is refused before PAM is asked; "
      "without a terminal it is refused once the code would be asked for. Nothing is sent either way.",
      "For what runs by itself: an account of its own in machine_accounts, and " + for_account(by_key_alone, "NAME") + ".",
      "For what a person runs: `ssh -M -S ~/.ssh/master -N " + facts.account +
          "@HOST` asks once; with `-o ControlPath=~/.ssh/master` ssh, scp, sftp, rsync and Ansible ask nothing until it is "
          "closed."};
  advice.push_back(circumstances.trust_on
                       ? "From a trusted place (t at the code prompt, for trust.lifetime) nothing is asked, but BatchMode "
                         "must be off."
                       : "Places cannot be trusted here: trust.lifetime is 0.");
  advice.push_back(circumstances.has_networks
                       ? "From an address in trusted_networks nothing is asked of anybody, but BatchMode must be off."
                       : "No trusted_networks are listed, which would let everybody in from there.");
  return advice;
}

Advice for_asked(const Facts& facts, const Circumstances& circumstances) {
  if (facts.service == "sshd") return over_ssh(facts, circumstances);
  if (facts.service.starts_with("sudo")) {
    return {"A script cannot type a code: `sudo -n` fails, and sudo without a terminal is refused.",
            "For single commands that a script needs: NOPASSWD in sudoers(5), since sudo then asks PAM for no "
            "authentication."};
  }
  if (facts.service.starts_with("su")) {
    return {"A script cannot type a code. Run by root, runuser(1) asks nothing."};
  }
  return {"A script cannot type a code, and " + facts.service + " has no way around it."};
}

Advice for_let_in(const Facts& facts, Reason reason) {
  if (reason == Reason::trusted_place || reason == Reason::trusted_network) {
    return {"A script passes as it is, as long as BatchMode is off: it turns keyboard-interactive off in ssh itself."};
  }
  return {"Tessera asks a script nothing at " + facts.service + "."};
}

Advice advice_for(const Facts& facts, Ruling ruling, Reason reason, const Circumstances& circumstances) {
  if (ruling == Ruling::ask) return for_asked(facts, circumstances);
  if (ruling != Ruling::refuse) return for_let_in(facts, reason);
  if (reason == Reason::machine_account) return for_machine(facts);
  return {"A script is refused as a person is: first mend what is named above."};
}

}  // namespace

std::vector<std::string> batch_advice(const Facts& facts, const Decision& decision, const Circumstances& circumstances) {
  if (!decision.would) return advice_for(facts, decision.ruling, decision.reason, circumstances);
  Advice advice = {"On observe a script passes. On enforce:"};
  for (std::string& line : advice_for(facts, *decision.would, decision.reason, circumstances)) {
    advice.push_back(std::move(line));
  }
  return advice;
}

}  // namespace tessera
