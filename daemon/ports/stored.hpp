// SPDX-License-Identifier: Apache-2.0
// What is kept, and what is asked of whoever keeps it: the values that the store port passes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/core/audit.hpp"
#include "daemon/core/challenge.hpp"
#include "daemon/core/enrolment.hpp"
#include "daemon/core/environment.hpp"
#include "daemon/core/sealing.hpp"
#include "daemon/core/throttle.hpp"
#include "daemon/core/totp.hpp"
#include "daemon/core/types.hpp"
#include "daemon/ports/bindings.hpp"

namespace tessera {

struct Account {
  std::string name;
  Contacts contacts;
  TimePoint changed_at{};
  std::optional<std::string> language;  ///< a tag of BCP 47
};

/// An authenticator app on record. Its seed opens with SeedKeys alone.
struct StoredApp {
  TotpParameters parameters;
  WrappedKey key;                     ///< the data key that the seed is sealed under
  Sealed seed;
  std::optional<TimeStep> last_step;  ///< of the last code that was accepted (R-05)
  TimePoint since{};
  TimePoint counts_from{};            ///< later than `since` where it is held (R-47)
};

/// The account's backup codes. A help desk's code is one more of them, for a short time.
struct BackupSet {
  std::string salt;  ///< for hash_backup_code(), the same for all of them
  unsigned left = 0;
  bool desk_code = false;  ///< one of the help desk's waits
};

/// What a login needs to know about its account, read at one moment.
struct AccountState {
  std::optional<Account> account;          ///< nothing when no contact is on record
  std::optional<StoredApp> app;            ///< that counts now
  std::optional<TimePoint> app_held_until; ///< a newer one, on hold
  std::optional<BackupSet> backup;         ///< only while a code is left
  std::optional<Channel> preferred;        ///< the person's own wish
  unsigned failures = 0;                   ///< consecutive ones of the count that this login adds to (R-08)
  std::optional<TimePoint> locked_until;   ///< only if in the future
  bool known_place = false;                ///< that count is the place's own
  std::vector<Challenge> outstanding;      ///< of this login key, oldest first
  std::vector<Binding> bindings = {};      ///< of every kind and state that there is
};

/// What a login begins with.
struct LoginStart {
  EnvironmentState environment;
  std::optional<AccountState> account;  ///< nothing where the switch is off, and where it could not be read
};

/// A token to be kept; its confirmation may be empty for one that an administrator hands over.
struct NewEnrolment {
  TokenHash token;
  Enrolment enrolment;
};

/// A challenge to be kept and the send that it stands for.
struct OpenChallenge {
  Challenge challenge;  ///< state open; its id and mac are the caller's
  /// The challenge that a re-send replaces. Nothing: an outstanding challenge of the same login key, channel
  /// and destination is returned instead of opening another.
  std::optional<ChallengeId> replaces;
  SendLimits limits;
  /// The link that goes out beside the code; it wakes when a code of the same login key is accepted.
  std::optional<NewEnrolment> enrolment;
  std::vector<PutBinding> bindings = {};  ///< that count from now on; kept where a challenge is opened
};

struct OpenedChallenge {
  Challenge challenge;
};
struct AlreadyOutstanding {
  Challenge challenge;  ///< send nothing, offer this one
};
struct Locked {
  unsigned failures = 0;
  std::optional<TimePoint> until;  ///< nothing: codes are off until an unlock
};
using OpenOutcome = std::variant<OpenedChallenge, AlreadyOutstanding, SendRefusal, Locked>;

/// How a delivery went; kept with the next commit of its login, so that it costs none of its own.
struct DeliveryRecord {
  ChallengeId challenge;
  DeliveryStatus status = DeliveryStatus::pending;
  std::string gateway;
};

/// Judges a code against an app; nothing when its seed does not open.
using JudgeApp = std::function<std::optional<AppJudged>(const StoredApp& app)>;

/// A place that needs no second question for a while (core/trust.hpp).
struct TrustedPlace {
  std::string account;
  std::string place;
  std::string label;
  TimePoint since{};
  TimePoint until{};
};

/// A code to check against the outstanding challenges of a login key, and then against the account's app; or one
/// to check against the account's backup codes alone.
struct CheckCode {
  LoginKey login;
  Matches matches;          ///< pure; called on the store's thread
  JudgeApp judge_app;       ///< likewise
  std::optional<TrustedPlace> trust;       ///< kept when the code is accepted
  std::optional<std::string> backup_hash;  ///< hash_backup_code() of what was typed; nothing else is compared then
  TimePoint now{};
  AttemptLimits limits;
  std::vector<DeliveryRecord> deliveries;
  std::vector<PutBinding> bindings;  ///< that count from now on; kept when the code is accepted
  bool last_try = false;  ///< a wrong code ends this login: the audit row then says refused and has a reference
};

struct Checked {
  Judgement judgement = Judgement::none_open;
  std::optional<TimePoint> locked_until;  ///< set: locked before, so nothing was compared, or locked by this failure
  unsigned failures = 0;                  ///< consecutive ones, this one included; codes_are_off() says more
  std::optional<Challenge> challenge;     ///< the one that was consumed, or that another login had used
  bool by_app = false;                    ///< what was accepted or used was the app's code
  bool by_backup = false;                 ///< what was accepted was a backup code
  bool by_desk = false;                   ///< what was accepted was the help desk's
  unsigned backup_left = 0;               ///< backup codes, after `by_backup`
  bool app_unreadable = false;            ///< there is an app, but its seed does not open: nothing was compared with it
  bool challenge_spent = false;           ///< this failure was its last
  std::string reference;                  ///< of the audit row, when the login ends with it
};

/// The end of a login that no CheckCode ended.
struct Conclusion {
  AuditEntry entry;          ///< the adapter fills `reference`
  bool wants_reference = false;
  std::vector<DeliveryRecord> deliveries;
};

enum class Put { added, changed, unchanged, exists };

/// Adding refuses an account that is there (`exists`), setting changes or makes one.
struct PutAccount {
  Account account;
  bool only_if_new = false;
  std::string actor;
  std::vector<PutBinding> bindings = {};      ///< what the change comes to, where it is held or something was bound
  std::vector<ContactKind> settled = {};      ///< what is held of these is forgotten
  bool keeps_proofs = false;                  ///< what counts stays what it was, and so does what it proved
  std::string reason = {};                    ///< why the change counts at once; audited
};

/// An app for an account that has none, or in place of the one it has.
struct PutApp {
  std::string account;
  TotpParameters parameters;
  std::uint32_t key = 0;  ///< of a data key on record
  Sealed seed;
  bool only_if_new = false;
  std::string actor;
  TimePoint now{};
};

/// The seed that an opened enrolment shows.
struct OpenEnrolment {
  TokenHash token;
  std::string confirmation;
  TotpParameters parameters;
  std::uint32_t key = 0;
  Sealed seed;  ///< sealed for the account that find_enrolment() named
  TimePoint now{};
};
enum class EnrolmentOpened { opened, refused, wrong_confirmation };
struct EnrolmentOutcome {
  EnrolmentOpened result = EnrolmentOpened::refused;
  unsigned tries_left = 0;  ///< after a wrong confirmation
};

/// The first code of a new app.
struct FinishEnrolment {
  TokenHash token;
  JudgeApp judge;  ///< pure; called on the store's thread
  TimePoint now{};
};
enum class EnrolmentFinished { finished, refused, wrong_code };
struct FinishedEnrolment {
  EnrolmentFinished result = EnrolmentFinished::refused;
  std::string account;
  TimePoint counts_from{};  ///< later than `now`: held, the old app counts until then
  unsigned tries_left = 0;  ///< after a wrong code
};

/// A new set in place of the old one, or with `desk_until` one code beside them.
struct PutBackupCodes {
  std::string account;
  std::string salt;  ///< of a set that is there already where `desk_until` is given and there is one
  std::vector<std::string> hashes;
  std::optional<TimePoint> desk_until;
  std::string actor;
  TimePoint now{};
};

/// A seed that is to be sealed under another key: taken only if it still is what it was.
struct Reseal {
  std::string account;
  Sealed before;
  std::uint32_t key = 0;
  Sealed after;
};

struct NamedApp {
  std::string account;
  StoredApp app;
};

struct LogQuery {
  std::optional<std::string> reference;  ///< the newest entry that has it, after the rows of its login
  std::optional<std::string> account;
  unsigned limit = 100;                  ///< newest entries, returned oldest first
};

struct StoreStatus {
  unsigned accounts = 0;
  unsigned locked = 0;
  unsigned outstanding = 0;
  int schema = 0;
};

}  // namespace tessera
