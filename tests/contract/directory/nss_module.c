/* SPDX-License-Identifier: Apache-2.0
 * NSS modules for the tests; NSS_MODULE is the name, another macro the behaviour. */
#include <ctype.h>
#include <errno.h>
#include <nss.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)
#define JOIN_(module, function) _nss_##module##_##function
#define JOIN(module, function) JOIN_(module, function)
#define BY_NAME JOIN(NSS_MODULE, getpwnam_r)
#define BY_UID JOIN(NSS_MODULE, getpwuid_r)

enum nss_status BY_NAME(const char *name, struct passwd *entry, char *buffer, size_t size, int *error);
enum nss_status BY_UID(uid_t uid, struct passwd *entry, char *buffer, size_t size, int *error);

#if defined FROM_FILE
/* A passwd file of the module's name in $TESSERA_TEST_NSS; without it the source is unavailable. */
static enum nss_status search(const char *name, uid_t uid, struct passwd *entry, char *buffer, size_t size, int *error) {
  char path[4096];
  const char *directory = getenv("TESSERA_TEST_NSS");
  snprintf(path, sizeof path, "%s/%s", directory == NULL ? "" : directory, TEXT(NSS_MODULE));
  FILE *file = fopen(path, "re");
  if (file == NULL) return NSS_STATUS_UNAVAIL;
  struct passwd *found = NULL;
  int result;
  do {
    result = fgetpwent_r(file, entry, buffer, size, &found);
  } while (result == 0 && (name != NULL ? strcmp(entry->pw_name, name) != 0 : entry->pw_uid != uid));
  fclose(file);
  if (result == ERANGE) *error = ERANGE;
  return result == 0 ? NSS_STATUS_SUCCESS : result == ERANGE ? NSS_STATUS_TRYAGAIN : NSS_STATUS_NOTFOUND;
}
enum nss_status BY_NAME(const char *name, struct passwd *entry, char *buffer, size_t size, int *error) {
  return search(name, 0, entry, buffer, size, error);
}
enum nss_status BY_UID(uid_t uid, struct passwd *entry, char *buffer, size_t size, int *error) {
  return search(NULL, uid, entry, buffer, size, error);
}

/* As libnss-extrausers: one place in the list for the whole program. */
#define BEGIN JOIN(NSS_MODULE, setpwent)
#define NEXT JOIN(NSS_MODULE, getpwent_r)
#define END JOIN(NSS_MODULE, endpwent)
static FILE *listing;
enum nss_status BEGIN(int stay_open);
enum nss_status NEXT(struct passwd *entry, char *buffer, size_t size, int *error);
enum nss_status END(void);
enum nss_status BEGIN(int stay_open) {
  char path[4096];
  const char *directory = getenv("TESSERA_TEST_NSS");
  (void)stay_open;
  snprintf(path, sizeof path, "%s/%s", directory == NULL ? "" : directory, TEXT(NSS_MODULE));
  listing = fopen(path, "re");
  return listing == NULL ? NSS_STATUS_UNAVAIL : NSS_STATUS_SUCCESS;
}
enum nss_status NEXT(struct passwd *entry, char *buffer, size_t size, int *error) {
  struct passwd *found = NULL;
  const long before = ftell(listing);
  const int result = fgetpwent_r(listing, entry, buffer, size, &found);
  if (result == 0 && strncmp(entry->pw_name, "listhang", 8) == 0) {
    for (;;) pause();
  }
  if (result != ERANGE) return result == 0 ? NSS_STATUS_SUCCESS : NSS_STATUS_NOTFOUND;
  fseek(listing, before, SEEK_SET);
  *error = ERANGE;
  return NSS_STATUS_TRYAGAIN;
}
enum nss_status END(void) {
  if (listing != NULL) fclose(listing);
  listing = NULL;
  return NSS_STATUS_SUCCESS;
}

#elif defined NO_FUNCTIONS
extern const int tessera_module_without_functions;
const int tessera_module_without_functions = 1;

#else
static enum nss_status answer(const char *name, uid_t uid, struct passwd *entry, char *buffer, size_t size, int *error) {
#if defined STATUS
  (void)name, (void)uid, (void)entry, (void)buffer, (void)size;
  *error = ENOENT;
  return STATUS;
#elif defined HANGS
  (void)uid, (void)entry, (void)buffer, (void)size;
  while (strncmp(name, "hang", 4) == 0) pause();
  *error = ENOENT;
  return NSS_STATUS_NOTFOUND;
#else
#if defined NEEDS
  const size_t needed = NEEDS;
#else
  const size_t needed = strlen(name) + 1;
#endif
  if (size < needed) {
    *error = ERANGE;
    return NSS_STATUS_TRYAGAIN;
  }
  strcpy(buffer, name);
#if defined LOWER_CASE
  for (char *at = buffer; *at != '\0'; ++at) *at = (char)tolower((unsigned char)*at);
#endif
  entry->pw_name = buffer;
  entry->pw_uid = uid;
  return NSS_STATUS_SUCCESS;
#endif
}
enum nss_status BY_NAME(const char *name, struct passwd *entry, char *buffer, size_t size, int *error) {
  return answer(name, 5005, entry, buffer, size, error);
}
enum nss_status BY_UID(uid_t uid, struct passwd *entry, char *buffer, size_t size, int *error) {
  return answer("by:uid", uid, entry, buffer, size, error);
}
#endif
