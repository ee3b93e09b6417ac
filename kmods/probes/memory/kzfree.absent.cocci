// SPDX-License-Identifier: GPL-2.0-only
// step: kzfree=absent
// since: 5.10
// reason: the name says why it clears the memory that it frees
// words: kzfree

@@
expression list arguments;
@@
-kzfree(arguments)
+kfree_sensitive(arguments)
