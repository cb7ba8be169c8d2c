# SPDX-License-Identifier: Apache-2.0
# Everything comes from the distribution; nothing is downloaded.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(CURL REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd)
pkg_check_modules(YAMLCPP REQUIRED IMPORTED_TARGET yaml-cpp)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
pkg_check_modules(LDAP REQUIRED IMPORTED_TARGET ldap lber)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)

# pkg_check_modules(pam) fails on Debian 13: look for the library itself.
find_path(PAM_INCLUDE_DIR security/pam_modules.h REQUIRED)
find_library(PAM_LIBRARY pam REQUIRED)
add_library(Pam::pam INTERFACE IMPORTED)
set_target_properties(Pam::pam PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${PAM_INCLUDE_DIR}"
                                          INTERFACE_LINK_LIBRARIES "${PAM_LIBRARY}")

find_path(PHONENUMBER_INCLUDE_DIR phonenumbers/phonenumberutil.h REQUIRED)
find_library(PHONENUMBER_LIBRARY phonenumber REQUIRED)
add_library(PhoneNumber::phonenumber INTERFACE IMPORTED)
set_target_properties(PhoneNumber::phonenumber PROPERTIES
                      INTERFACE_INCLUDE_DIRECTORIES "${PHONENUMBER_INCLUDE_DIR}"
                      INTERFACE_LINK_LIBRARIES "${PHONENUMBER_LIBRARY}")

find_path(CSV_INCLUDE_DIR csv.h REQUIRED)
find_library(CSV_LIBRARY csv REQUIRED)
add_library(Csv::csv INTERFACE IMPORTED)
set_target_properties(Csv::csv PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${CSV_INCLUDE_DIR}"
                                          INTERFACE_LINK_LIBRARIES "${CSV_LIBRARY}")

find_path(ASIO_INCLUDE_DIR asio.hpp REQUIRED)
# Recycled frames are larger than they need be, for as long as a login waits; malloc is as fast.
add_library(Asio::asio INTERFACE IMPORTED)
set_target_properties(Asio::asio PROPERTIES
                      INTERFACE_INCLUDE_DIRECTORIES "${ASIO_INCLUDE_DIR}"
                      INTERFACE_COMPILE_DEFINITIONS "ASIO_NO_DEPRECATED;ASIO_HAS_CO_AWAIT=1;ASIO_HAS_STD_COROUTINE=1;ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING"
                      INTERFACE_LINK_LIBRARIES Threads::Threads)
