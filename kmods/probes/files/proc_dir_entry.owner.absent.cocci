// SPDX-License-Identifier: GPL-2.0-only
// step: proc_dir_entry.owner=absent
// since: 2.6.30
// reason: a file of /proc pins nothing
// words: proc_dir_entry

@@
struct proc_dir_entry *entry;
expression value;
@@
-if (entry)
-	entry->owner = value;

@@
struct proc_dir_entry *entry;
expression value;
@@
-entry->owner = value;
