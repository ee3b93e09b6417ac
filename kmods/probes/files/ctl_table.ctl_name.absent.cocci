// SPDX-License-Identifier: GPL-2.0-only
// step: ctl_table.ctl_name=absent
// since: 2.6.33
// reason: numbers of sysctl are gone, and its files have names
// words: ctl_name

@@
typedef ctl_table;
identifier table;
expression E;
@@
 struct ctl_table table = {
-	.ctl_name = E,
 };

@@
typedef ctl_table;
identifier table;
expression E;
@@
 struct ctl_table table[] = { ..., {
-	.ctl_name = E,
 }, ... };

@@
typedef ctl_table;
identifier table;
expression E;
@@
 ctl_table table = {
-	.ctl_name = E,
 };

@@
typedef ctl_table;
identifier table;
expression E;
@@
 ctl_table table[] = { ..., {
-	.ctl_name = E,
 }, ... };
