// SPDX-License-Identifier: GPL-2.0-only
// step: file_operations.ioctl=absent
// since: 2.6.36
// reason: called without the big kernel lock and without the inode, which is the file's
// words: ioctl

@operations@
identifier table, handler;
@@
 struct file_operations table = {
-	.ioctl = handler,
+	.unlocked_ioctl = handler,
 };

@same@
identifier operations.handler, inode, file, command, argument;
@@
-int handler(struct inode *inode, struct file *file, unsigned int command, unsigned long argument)
+long handler(struct file *file, unsigned int command, unsigned long argument)
 {
 	... when != inode
 }

@depends on !same@
identifier operations.handler, inode, file, command, argument;
@@
-int handler(struct inode *inode, struct file *file, unsigned int command, unsigned long argument)
+long handler(struct file *file, unsigned int command, unsigned long argument)
 {
+	struct inode *inode = file->f_path.dentry->d_inode;
 	...
 }
