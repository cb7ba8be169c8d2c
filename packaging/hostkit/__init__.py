# SPDX-License-Identifier: Apache-2.0
"""What packaging/launch, packaging/demo and the system tests share: Tessera on a host without systemd."""
