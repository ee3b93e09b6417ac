// SPDX-License-Identifier: GPL-2.0-only
// step: create_proc_entry=absent
// since: 3.10
// reason: a file of /proc has its operations from the start, and is not changed afterwards
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

// Members that were filled behind its making.
@@
expression entry, title, may, later, folder;
@@
-entry = create_proc_entry(title, may, folder);
+entry = create_proc_entry(title, later, folder);
 ...
-entry->mode = later;

@@
struct proc_dir_entry *entry;
@@
(
-entry->uid = 0;
|
-entry->gid = 0;
)

@@
struct proc_dir_entry *entry;
expression bytes;
@@
-entry->size = bytes;
+proc_set_size(entry, bytes);

// What was written by a function that gets the text is written by one that calls it.
@writes exists@
expression entry, title, may, folder;
identifier writer;
fresh identifier operations = writer ## "_fops";
@@
-entry = create_proc_entry(title, may, folder);
+entry = proc_create_data(title, may, folder, &operations, NULL);
 ...
(
-if (\(entry\|entry != NULL\)) entry->write_proc = writer;
|
-entry->write_proc = writer;
)

@reads exists@
expression entry, title, may, folder;
identifier writes.operations, reader;
@@
 entry = proc_create_data(title, may, folder, &operations, NULL);
 ...
-entry->read_proc = reader;

@@
expression entry, title, may, folder, own;
identifier writes.operations;
@@
-entry = proc_create_data(title, may, folder, &operations, NULL);
+entry = proc_create_data(title, may, folder, &operations, own);
 ...
-entry->data = own;

@@
identifier writes.writer;
fresh identifier writing = writer ## "_file";
attribute name __user;
type T;
@@
 T writer(...) { ... }
+
+static ssize_t writing(struct file *file, const char __user *from, size_t count, loff_t *at)
+{
+	return writer(file, from, count, PDE_DATA(file_inode(file)));
+}

@@
identifier reads.reader;
fresh identifier reading = reader ## "_file";
attribute name __user;
type T;
@@
 T reader(...) { ... }
+
+static ssize_t reading(struct file *file, char __user *to, size_t count, loff_t *at)
+{
+	char *page = (char *)get_zeroed_page(GFP_KERNEL), *start = NULL;
+	int eof = 0, length;
+	ssize_t result;
+
+	if (!page)
+		return -ENOMEM;
+	length = reader(page, &start, 0, PAGE_SIZE, &eof, PDE_DATA(file_inode(file)));
+	result = length < 0 ? length : simple_read_from_buffer(to, count, at, page, length);
+	free_page((unsigned long)page);
+	return result;
+}

@depends on reads@
identifier reads.reader, writes.writer, writes.operations, f;
fresh identifier reading = reader ## "_file";
fresh identifier writing = writer ## "_file";
@@
+static const struct file_operations operations = {
+	.read = reading,
+	.write = writing,
+	.llseek = default_llseek,
+};
+
 f(...) { <+... &operations ...+> }

@depends on writes && !reads@
identifier writes.writer, writes.operations, f;
fresh identifier writing = writer ## "_file";
@@
+static const struct file_operations operations = {
+	.write = writing,
+	.llseek = default_llseek,
+};
+
 f(...) { <+... &operations ...+> }

// What was read by a function that fills a page is read by one that calls it.
@made@
expression entry, name, mode, parent;
identifier reader;
@@
-entry = create_proc_entry(name, mode, parent);
+entry = create_proc_read_entry(name, mode, parent, reader, NULL);
 ...
-entry->read_proc = reader;

@@
expression entry, title, may, folder, own;
identifier made.reader;
@@
-entry = create_proc_read_entry(title, may, folder, reader, NULL);
+entry = create_proc_read_entry(title, may, folder, reader, own);
 ...
-entry->data = own;
