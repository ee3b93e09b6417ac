// SPDX-License-Identifier: GPL-2.0-only
// step: ctl_table.strategy=absent
// since: 2.6.33
// reason: numbers of sysctl are gone, and what served them
// words: strategy
// has: ctl_table

@@
typedef ctl_table;
identifier table;
expression E;
@@
 struct ctl_table table = {
-	.strategy = E,
 };

@@
typedef ctl_table;
identifier table;
expression E;
@@
 struct ctl_table table[] = { ..., {
-	.strategy = E,
 }, ... };

@@
typedef ctl_table;
identifier table;
expression E;
@@
 ctl_table table = {
-	.strategy = E,
 };

@@
typedef ctl_table;
identifier table;
expression E;
@@
 ctl_table table[] = { ..., {
-	.strategy = E,
 }, ... };
