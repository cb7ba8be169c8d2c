// SPDX-License-Identifier: Apache-2.0
#include "cli/tessera/dialogue.hpp"

#include "cli/tessera/screens.hpp"
#include "daemon/service/exit_codes.hpp"
#include "daemon/service/typed_text.hpp"

namespace tessera::own {
namespace {

int exit_of(Verdict verdict) {
  if (verdict == Verdict::proven) return exit_code::yes;
  return verdict == Verdict::unavailable ? exit_code::try_later : exit_code::no;
}

class Dialogue {
 public:
  Dialogue(Link& link, Console& console) : link_(link), console_(console) {}

  Standing inquire(const user::Want& want) {
    silent_ = true;
    const int exit = run(want);
    if (exit == exit_code::yes && !seen_) return {broke_off(), app_needed_};
    return {exit, app_needed_};
  }

  int run(const user::Want& want) {
    if (!link_.send(want)) return broke_off();
    while (!exit_) {
      const auto packet = link_.receive();
      if (!packet || !take(*packet)) return broke_off();
    }
    return *exit_;
  }

 private:
  /// False for what may not come now, and when the answer finds nobody.
  bool take(const std::string& packet) {
    const auto type = static_cast<MessageType>(packet[0]);
    heard_ = true;
    if (!advance(user::transitions, state_, type)) return false;
    switch (type) {
      case MessageType::ask:
        return read(packet, &Dialogue::answer);
      case MessageType::tell:
        return read(packet, &Dialogue::told);
      case MessageType::own_status:
        return read(packet, &Dialogue::show_status);
      case MessageType::own_place:
        return read(packet, &Dialogue::show_place);
      case MessageType::seed:
        return read(packet, &Dialogue::show_seed);
      case MessageType::backup_codes:
        return read(packet, &Dialogue::show_codes);
      case MessageType::done:
        return read(packet, &Dialogue::ended);
      default:
        return false;
    }
  }

  template <class Message>
  bool read(const std::string& packet, bool (Dialogue::*handle)(const Message&)) {
    Message message;
    return codec::decode(packet.data(), packet.size(), message) && (this->*handle)(message);
  }

  bool show_status(const user::OwnStatus& status) {
    seen_ = true;
    app_needed_ = status.app_needed;
    return silent_ || print(status_screen(status));
  }
  bool show_place(const user::OwnPlace& place) { return print(place_line(place)); }
  bool show_seed(const user::Seed& seed) { return print(seed_screen(seed, console_.display())); }
  bool show_codes(const user::BackupCodes& codes) { return print(codes_screen(codes)); }
  bool print(const std::string& text) {
    console_.print(text);
    return true;
  }
  bool told(const Tell& tell) {
    const std::string line = std::string(tell.text) + "\n";
    if (tell.kind == TellKind::error) console_.complain("tessera: " + line);
    if (tell.kind != TellKind::error) console_.print(line);
    return true;
  }
  bool ended(const Done& done) {
    exit_ = exit_of(done.verdict);
    return true;
  }
  bool answer(const Ask& ask) {
    console_.print(ask.text);
    const auto line = console_.read_line();
    state_ = LoginState::thinking;
    if (!line) return print("\n") && link_.send(Cancelled{});
    const std::string text = typed_text(*line);
    return link_.send(Answer{text});
  }

  int broke_off() {
    if (heard_) console_.complain("tessera: the second-step service broke off. Nothing more was changed; try again.\n");
    if (!heard_) {
      console_.complain("tessera: the second-step service on this host is not answering, or has too many requests of yours. "
                        "Try again in a minute, then tell your administrator: systemctl status tesserad\n");
    }
    return exit_code::daemon_away;
  }

  Link& link_;
  Console& console_;
  LoginState state_ = LoginState::thinking;
  std::optional<int> exit_;
  bool heard_ = false;
  bool silent_ = false;
  bool seen_ = false;  ///< a status came
  user::Need app_needed_ = user::Need::none;
};

}  // namespace

int converse(Link& link, Console& console, user::Action action, const std::string& ticket, const std::string& channel) {
  return Dialogue(link, console).run(user::Want{protocol_version, action, ticket, channel});
}

Standing inquire(Link& link, Console& console) {
  return Dialogue(link, console).inquire(user::Want{protocol_version, user::Action::status, {}, {}});
}

}  // namespace tessera::own
