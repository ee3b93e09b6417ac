// SPDX-License-Identifier: GPL-2.0-only
// step: ctl_table.proc_handler=const-table
// since: 6.11, commit 78eb4ea25cd5
// reason: a handler must not change its table
// words: ctl_table

@ disable optional_qualifier@
identifier f, table, write, buffer, length, position;
typedef loff_t;
type T;
@@
 int f(
-	struct ctl_table *table
+	const struct ctl_table *table
 	, int write, T *buffer, size_t *length, loff_t *position)
 { ... }

@ disable optional_qualifier@
identifier f, table, write, buffer, length, position;
typedef ctl_table;
type T;
@@
 int f(
-	ctl_table *table
+	const struct ctl_table *table
 	, int write, T *buffer, size_t *length, loff_t *position)
 { ... }
