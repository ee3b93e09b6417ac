// SPDX-License-Identifier: GPL-2.0-only
// step: SET_MODULE_OWNER=absent
// since: 2.6.24
// reason: a network device does not pin a module

@@
expression device;
@@
-SET_MODULE_OWNER(device);
