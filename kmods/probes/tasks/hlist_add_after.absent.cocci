// SPDX-License-Identifier: GPL-2.0-only
// step: hlist_add_after=absent
// since: 3.17
// reason: its new name says what it does, and the new entry comes first
// words: hlist_add_after hlist_add_after_rcu

@@
expression before, added;
@@
(
-hlist_add_after(before, added)
+hlist_add_behind(added, before)
|
-hlist_add_after_rcu(before, added)
+hlist_add_behind_rcu(added, before)
)
