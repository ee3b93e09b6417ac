// SPDX-License-Identifier: GPL-2.0-only
// step: create_proc_read_entry=absent
// since: 3.10
// reason: a file of /proc has operations; these call the function that fills a page
// include: linux/fs.h
// include: linux/proc_fs.h
// include: linux/uaccess.h

@made@
expression name, mode, parent;
expression data;
identifier reader;
fresh identifier operations = reader ## "_fops";
@@
-create_proc_read_entry(name, mode, parent, reader, data)
+proc_create_data(name, mode, parent, &operations, data)

@@
identifier made.reader, made.operations;
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
+
+static const struct file_operations operations = {
+	.read = reading,
+	.llseek = default_llseek,
+};
