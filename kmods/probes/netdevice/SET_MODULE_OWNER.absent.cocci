// SPDX-License-Identifier: GPL-2.0-only
// step: SET_MODULE_OWNER=absent
// since: 2.6.24
// reason: a device of the network pins nothing

@@
expression device;
@@
-SET_MODULE_OWNER(device);
