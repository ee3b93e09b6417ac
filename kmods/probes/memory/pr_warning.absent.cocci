// SPDX-License-Identifier: GPL-2.0-only
// step: pr_warning=absent
// since: 5.5
// reason: one name is enough
// words: pr_warning

@@
expression list arguments;
@@
-pr_warning(arguments)
+pr_warn(arguments)
