// SPDX-License-Identifier: GPL-2.0-only
// step: hlist_for_each_entry=entry-head-member
// since: 3.9, commit b67bfe0d42ca
// reason: the loop no longer needs a second variable for the node
// words: hlist_for_each_entry hlist_for_each_entry_rcu hlist_for_each_entry_safe

@@
iterator name hlist_for_each_entry, hlist_for_each_entry_rcu, hlist_for_each_entry_safe;
expression entry, at, next, head;
identifier member;
@@
(
-hlist_for_each_entry(entry, at, head, member)
+hlist_for_each_entry(entry, head, member)
 {
 	<...
-	at
+	&entry->member
 	...>
 }
|
-hlist_for_each_entry_rcu(entry, at, head, member)
+hlist_for_each_entry_rcu(entry, head, member)
 {
 	<...
-	at
+	&entry->member
 	...>
 }
|
-hlist_for_each_entry_safe(entry, at, next, head, member)
+hlist_for_each_entry_safe(entry, next, head, member)
 {
 	<...
-	at
+	&entry->member
 	...>
 }
)

@@
iterator name hlist_for_each_entry, hlist_for_each_entry_rcu, hlist_for_each_entry_safe;
expression entry, at, next, head;
identifier member;
statement S;
@@
(
-hlist_for_each_entry(entry, at, head, member)
+hlist_for_each_entry(entry, head, member)
 S
|
-hlist_for_each_entry_rcu(entry, at, head, member)
+hlist_for_each_entry_rcu(entry, head, member)
 S
|
-hlist_for_each_entry_safe(entry, at, next, head, member)
+hlist_for_each_entry_safe(entry, next, head, member)
 S
)
