// SPDX-License-Identifier: GPL-2.0-only
// step: proc_create=proc-ops
// since: 5.6
// reason: a file of /proc has operations of its own kind, which pin nothing
// include: linux/fs.h
// words: proc_create proc_create_data

@made@
expression name, mode, parent;
identifier table;
@@
(
 proc_create(name, mode, parent, &table)
|
 proc_create_data(name, mode, parent, &table, ...)
)

@elsewhere@
identifier made.table, f != {proc_create, proc_create_data};
expression E;
@@
(
 f(..., &table, ...)
|
 E = &table
)

@depends on !elsewhere@
identifier made.table;
@@
-struct file_operations table
+struct proc_ops table
 = { ... };

@@
identifier made.table;
expression E;
@@
 struct proc_ops table = {
-	.open = E,
+	.proc_open = E,
 };

@@
identifier made.table;
expression E;
@@
 struct proc_ops table = {
-	.read = E,
+	.proc_read = E,
 };

@@
identifier made.table;
expression E;
@@
 struct proc_ops table = {
-	.read_iter = E,
+	.proc_read_iter = E,
 };

@@
identifier made.table;
expression E;
@@
 struct proc_ops table = {
-	.write = E,
+	.proc_write = E,
 };

@@
identifier made.table;
expression E;
@@
 struct proc_ops table = {
-	.llseek = E,
+	.proc_lseek = E,
 };

@@
identifier made.table;
expression E;
@@
 struct proc_ops table = {
-	.release = E,
+	.proc_release = E,
 };

@@
identifier made.table;
expression E;
@@
 struct proc_ops table = {
-	.poll = E,
+	.proc_poll = E,
 };

@@
identifier made.table;
expression E;
@@
 struct proc_ops table = {
-	.unlocked_ioctl = E,
+	.proc_ioctl = E,
 };

@@
identifier made.table;
expression E;
@@
 struct proc_ops table = {
-	.compat_ioctl = E,
+	.proc_compat_ioctl = E,
 };

@@
identifier made.table;
expression E;
@@
 struct proc_ops table = {
-	.mmap = E,
+	.proc_mmap = E,
 };

@@
identifier made.table;
expression E;
@@
 struct proc_ops table = {
-	.owner = E,
 };

// Where nothing stood here, /proc took default_llseek; 5.10 and 5.15 call what is NULL, and newer ones do not seek.
@seeks@
identifier made.table;
expression E;
@@
 struct proc_ops table = {
	.proc_lseek = E,
 };

@depends on !seeks@
identifier made.table;
expression E;
@@
 struct proc_ops table = {
	.proc_read = E,
+	.proc_lseek = default_llseek,
 };

@seeks_now@
identifier made.table;
expression E;
@@
 struct proc_ops table = {
	.proc_lseek = E,
 };

@depends on !seeks_now@
identifier made.table;
expression E;
@@
 struct proc_ops table = {
	.proc_write = E,
+	.proc_lseek = default_llseek,
 };
