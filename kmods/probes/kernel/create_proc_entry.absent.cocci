// SPDX-License-Identifier: GPL-2.0-only
// step: create_proc_entry=absent
// since: 3.10
// reason: a file of /proc has its operations from the start, and is not changed behind that
// words: create_proc_entry

@@
expression entry, name, mode, parent, operations;
statement S;
@@
(
-entry = create_proc_entry(name, mode, parent);
+entry = proc_create(name, mode, parent, &operations);
 if (\(!entry\|entry == NULL\)) S
 ... when != entry
-entry->proc_fops = &operations;
|
-entry = create_proc_entry(name, mode, parent);
+entry = proc_create(name, mode, parent, &operations);
-if (\(entry\|entry != NULL\)) entry->proc_fops = &operations;
)

@@
expression entry, name, mode, parent, operations;
@@
-entry = create_proc_entry(name, mode, parent);
+entry = proc_create(name, mode, parent, &operations);
 if (\(entry\|entry != NULL\)) {
 ...
-entry->proc_fops = &operations;
 ...
 }

// What was read by a function that fills a page is read by one that calls it.
@made@
expression entry, name, mode, parent;
identifier reader;
@@
-entry = create_proc_entry(name, mode, parent);
+entry = create_proc_read_entry(name, mode, parent, reader, NULL);
 ...
-entry->read_proc = reader;
