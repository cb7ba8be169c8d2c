// SPDX-License-Identifier: Apache-2.0
// The calls beside pam_sm_authenticate, by their exact results: they look at no argument.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <security/pam_modules.h>

namespace tessera::test {
namespace {

using Call = int (*)(pam_handle_t*, int, int, const char**);

class Exports : public testing::Test {
 protected:
  Exports() : module_(dlopen(TESSERA_PAM_MODULE, RTLD_NOW | RTLD_LOCAL)) {}
  ~Exports() override {
    if (module_ != nullptr) dlclose(module_);
  }
  int call(const char* name) {
    const auto function = reinterpret_cast<Call>(dlsym(module_, name));
    return function == nullptr ? -1 : function(nullptr, 0, 0, nullptr);
  }
  void* module_;
};

TEST_F(Exports, ReturnWhatTheyPromise) {
  ASSERT_NE(module_, nullptr) << dlerror();
  EXPECT_EQ(call("pam_sm_setcred"), PAM_SUCCESS);
  EXPECT_EQ(call("pam_sm_acct_mgmt"), PAM_IGNORE);
  EXPECT_EQ(call("pam_sm_chauthtok"), PAM_IGNORE);
  EXPECT_EQ(call("pam_sm_open_session"), PAM_SUCCESS);
  EXPECT_EQ(call("pam_sm_close_session"), PAM_SUCCESS);
}

}  // namespace
}  // namespace tessera::test
