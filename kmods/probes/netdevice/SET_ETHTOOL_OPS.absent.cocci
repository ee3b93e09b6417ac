// SPDX-License-Identifier: GPL-2.0-only
// step: SET_ETHTOOL_OPS=absent
// since: 3.16
// reason: a macro was no shorter

@@
expression device, operations;
@@
-SET_ETHTOOL_OPS(device, operations);
+device->ethtool_ops = operations;
