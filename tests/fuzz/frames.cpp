// SPDX-License-Identifier: Apache-2.0
// The frame decoder on any bytes, as every message: what it takes can be sent again and means the same.
#include <stdlib.h>

#include <string>

#include "shared/codec.hpp"
#include "shared/directory_protocol.hpp"
#include "shared/portal_protocol.hpp"
#include "shared/protocol.hpp"
#include "shared/user_protocol.hpp"

using namespace tessera;

namespace {

/// All fields of a message as one text.
struct Printer {
  std::string all;
  void text(std::uint8_t, std::string_view value, std::size_t, Lines = Lines::one) {
    all += std::to_string(value.size()) + ":" + std::string(value);
  }
  template <class Number>
  void number(std::uint8_t, Number value) {
    all += std::to_string(static_cast<std::uint64_t>(value)) + ";";
  }
};

template <class Message>
std::string printed(const Message& message) {
  Printer printer;
  Message::fields(message, printer);
  return printer.all;
}

template <class Message>
void decode_as(const char* packet, std::size_t size) {
  Message message;
  if (!codec::decode(packet, size, message)) return;
  std::string again(Message::max_size, '\0');
  again.resize(codec::encode(message, again.data(), again.size()));
  Message same;
  if (again.empty() || !codec::decode(again.data(), again.size(), same)) abort();
  if (printed(message) != printed(same)) abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto* packet = reinterpret_cast<const char*>(data);
  decode_as<Hello>(packet, size);
  decode_as<Answer>(packet, size);
  decode_as<Cancelled>(packet, size);
  decode_as<CannotConverse>(packet, size);
  decode_as<Ask>(packet, size);
  decode_as<Tell>(packet, size);
  decode_as<Done>(packet, size);
  decode_as<Lookup>(packet, size);
  decode_as<Identity>(packet, size);
  decode_as<FindContacts>(packet, size);
  decode_as<ContactsFound>(packet, size);
  decode_as<NextAccounts>(packet, size);
  decode_as<AccountsListed>(packet, size);
  decode_as<Deliver>(packet, size);
  decode_as<Delivery>(packet, size);
  decode_as<portal::Open>(packet, size);
  decode_as<portal::Opened>(packet, size);
  decode_as<portal::Finish>(packet, size);
  decode_as<portal::Finished>(packet, size);
  decode_as<user::Want>(packet, size);
  decode_as<user::OwnStatus>(packet, size);
  decode_as<user::OwnPlace>(packet, size);
  decode_as<user::Seed>(packet, size);
  decode_as<user::BackupCodes>(packet, size);
  return 0;
}
