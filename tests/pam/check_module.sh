#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check_module.sh MODULE [any-libraries]: exports only pam_sm_*, and needs libpam and libc alone.
set -eu
exports=$(nm -D --defined-only "$1" | awk '{ print $3 }' | sort | tr '\n' ' ')
expected='pam_sm_acct_mgmt pam_sm_authenticate pam_sm_chauthtok pam_sm_close_session pam_sm_open_session pam_sm_setcred '
[ "$exports" = "$expected" ] || { echo "exports: $exports"; exit 1; }
[ "${2-}" != any-libraries ] || exit 0
dynamic=$(readelf -d "$1")
needed=$(echo "$dynamic" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort | tr '\n' ' ')
[ "$needed" = 'libc.so.6 libpam.so.0 ' ] || { echo "needs: $needed"; exit 1; }
case $dynamic in *RPATH*|*RUNPATH*) echo 'has a run path'; exit 1 ;; esac
