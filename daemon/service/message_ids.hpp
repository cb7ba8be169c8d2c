// SPDX-License-Identifier: Apache-2.0
// MESSAGE_ID= of the journal's lines: what etc/systemd/tessera.catalog explains. An id is never reused and never
// changes, since people's own rules name it. A new one comes from `systemd-id128 new`.
#pragma once

#include "daemon/service/log.hpp"

namespace tessera::message_id {

// How a login ended, or was let pass (daemon/core/policy.hpp: Reason).
inline constexpr LogField asked{"MESSAGE_ID", "9c648c8918174500aca340e80a7f6ad6"};
inline constexpr LogField service_not_in_scope{"MESSAGE_ID", "8630ee1dbcd443999e26eb33b4cad904"};
inline constexpr LogField switched_off{"MESSAGE_ID", "7fac16b0bf97418e96025448caaed84b"};
inline constexpr LogField single_sign_on{"MESSAGE_ID", "8a9189dfa989415f90638d7d25591b90"};
inline constexpr LogField machine_account{"MESSAGE_ID", "fb29397631564b48b98a7324f09f10bc"};
inline constexpr LogField nobody{"MESSAGE_ID", "278c10bf33084da5b6d7eebdff1d0850"};
inline constexpr LogField origin_unclear{"MESSAGE_ID", "b2c75a39b4494e57aa3e89bfa2d27260"};
inline constexpr LogField store_unavailable{"MESSAGE_ID", "cdfe2a22894e4b98995c19df242c1588"};
inline constexpr LogField store_corrupt{"MESSAGE_ID", "df93196c92724bbf90277b7df7b01bad"};
inline constexpr LogField locked{"MESSAGE_ID", "6304878a37b94c74b6742d09079e1139"};
inline constexpr LogField codes_off{"MESSAGE_ID", "3c2af1789a13461a837f9974a5a75d45"};
inline constexpr LogField no_contact{"MESSAGE_ID", "21b50bcdb9b647bfb958a37fcc7a0c81"};
inline constexpr LogField no_channel{"MESSAGE_ID", "c81d8a60f8724434862449a0ae939af8"};
inline constexpr LogField contacts_unclear{"MESSAGE_ID", "5d0c8a1e7f2b4c3d9e6a40b7c1f8d253"};
inline constexpr LogField proven{"MESSAGE_ID", "2d5586c048de4d969c7aa2ce6354115a"};
inline constexpr LogField trusted_place{"MESSAGE_ID", "7b4bdd3fbbc64d18a6fe4b0be8e172cd"};
inline constexpr LogField wrong_code{"MESSAGE_ID", "4f66b41877444b65ba52fa3d2aaba104"};
inline constexpr LogField send_limit{"MESSAGE_ID", "2d665417cc03451aa00b2a6e7243455b"};
inline constexpr LogField not_delivered{"MESSAGE_ID", "c0134e54ade64e6e8c99ead9723a33df"};
inline constexpr LogField cancelled{"MESSAGE_ID", "454a3847f800430a837bc8cdb52877ce"};
inline constexpr LogField cannot_converse{"MESSAGE_ID", "fff50d5a8b7d45d39ad9d19ef90014c4"};
inline constexpr LogField time_up{"MESSAGE_ID", "630bc27877e049e7b23428c3536bce31"};
inline constexpr LogField disconnected{"MESSAGE_ID", "80d1cb0f11ee405a9bb24633026ae214"};
inline constexpr LogField trusted_network{"MESSAGE_ID", "44a4e842f8944a8491a55996391de7ec"};
inline constexpr LogField no_randomness{"MESSAGE_ID", "3cd07df827134957b8130d11bd3146c6"};

// The programs themselves.
inline constexpr LogField configuration_reloaded{"MESSAGE_ID", "27a2e713de8a4c99b742b7c02176d392"};
inline constexpr LogField configuration_not_reloaded{"MESSAGE_ID", "0f516fcf795e42ba8b7f1302c5b2eb1c"};
inline constexpr LogField socket_missing{"MESSAGE_ID", "b9b6419ca2de4816af59ba94c2a5b1b5"};
inline constexpr LogField cannot_accept{"MESSAGE_ID", "1614223e1b1b45ee8a62cbc6e8e2b61b"};
inline constexpr LogField strange_greeting{"MESSAGE_ID", "c14824d29cb5407ca8077b7407c7d0af"};
inline constexpr LogField store_trouble{"MESSAGE_ID", "ff05cf58e86f428b978d804e6c224ae2"};
inline constexpr LogField store_usable{"MESSAGE_ID", "595397152c234c1c826b4866043176d3"};
inline constexpr LogField lines_skipped{"MESSAGE_ID", "714d00ff5fa7401e8a7c52007a7c7875"};
inline constexpr LogField source_failed{"MESSAGE_ID", "74790d66048e4e4cb3d692cf458b3216"};
inline constexpr LogField contacts_file_bad{"MESSAGE_ID", "8a4f1c92d37e4b06a5c8e9103b7d6f42"};
inline constexpr LogField contact_held{"MESSAGE_ID", "e3b71d50946c4f7a82d5c06f9a1e84b7"};

// Administrators.
inline constexpr LogField environment_switched{"MESSAGE_ID", "9d5d2e3eec17408da199dd48900be5f5"};
inline constexpr LogField switch_reverted{"MESSAGE_ID", "130ad1efda64481f8cfc2a0e1d0aca33"};
inline constexpr LogField request_changed{"MESSAGE_ID", "0c520c0a537a4748a88c802f29473170"};
inline constexpr LogField account_changed{"MESSAGE_ID", "ec381aafeb9c44cfa9aba7487e7b7317"};
inline constexpr LogField factor_changed{"MESSAGE_ID", "dddb5565f61749d89b8966fdbdb3a039"};
inline constexpr LogField data_key_rotated{"MESSAGE_ID", "72a27adde439442897f19d5affc34ee4"};
inline constexpr LogField seal_key_changed{"MESSAGE_ID", "5463334380334f8b9c58b000aa90a755"};
inline constexpr LogField admin_refused{"MESSAGE_ID", "458c0a6949a54b99a5959a933252a12a"};

// Deliveries.
inline constexpr LogField delivery_made{"MESSAGE_ID", "602e7a0661ca488e9a4e500f68d54206"};
inline constexpr LogField delivery_failed{"MESSAGE_ID", "12a25f2cfd454692b9a32cf2087d3089"};
inline constexpr LogField notice_failed{"MESSAGE_ID", "64e0c0bf43554834a2d3b887c47ca726"};
inline constexpr LogField notice_given_up{"MESSAGE_ID", "4cd2edb21f864802b34a203399d723bf"};
inline constexpr LogField gateway_answered{"MESSAGE_ID", "dd8d8a1417954ee1abd6df61f9899e67"};
inline constexpr LogField secret_unreadable{"MESSAGE_ID", "2abf6f20639d41b2a8b07bf841224180"};

// The enrolment page.
inline constexpr LogField portal_unanswered{"MESSAGE_ID", "41cd2b8290b74cf3b766d43e9509e78c"};
inline constexpr LogField certificate_renewed{"MESSAGE_ID", "162714b333204e9b95c9c76bef596807"};
inline constexpr LogField certificate_unusable{"MESSAGE_ID", "00e424aedd66430faacb85385731fb62"};
inline constexpr LogField cannot_listen{"MESSAGE_ID", "7ec2bd08cd1d4c0b91943c0ac0d61419"};
inline constexpr LogField connections_turned_away{"MESSAGE_ID", "732ecd07e6e7468abb7ea21cbd83940b"};

}  // namespace tessera::message_id
