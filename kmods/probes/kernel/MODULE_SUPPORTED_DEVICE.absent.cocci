// SPDX-License-Identifier: GPL-2.0-only
// step: MODULE_SUPPORTED_DEVICE=absent
// since: 5.12
// reason: it never did anything

@@
declarer name MODULE_SUPPORTED_DEVICE;
expression device;
@@
-MODULE_SUPPORTED_DEVICE(device);
