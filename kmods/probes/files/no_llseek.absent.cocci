// SPDX-License-Identifier: GPL-2.0-only
// step: no_llseek=absent
// since: 6.12
// reason: a file without seeking says so when it is opened, or has no llseek

@@
identifier table;
@@
 struct file_operations table = {
-	.llseek = no_llseek,
 };
