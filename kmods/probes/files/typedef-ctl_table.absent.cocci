// SPDX-License-Identifier: GPL-2.0-only
// step: typedef ctl_table=absent
// since: 3.17
// reason: a table of sysctl is a struct
// words: ctl_table

@@
typedef ctl_table;
@@
-ctl_table
+struct ctl_table
