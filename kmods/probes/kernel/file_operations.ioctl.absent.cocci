// SPDX-License-Identifier: GPL-2.0-only
// step: file_operations.ioctl=absent
// since: 2.6.36
// reason: it is called without the big kernel lock and without the inode, which the file has
// words: ioctl

@operations@
identifier table, handler;
@@
 struct file_operations table = {
-	.ioctl = handler,
+	.unlocked_ioctl = handler,
 };

@same@
identifier operations.handler, node, filp, command, argument;
@@
-int handler(struct inode *node, struct file *filp, unsigned int command, unsigned long argument)
+long handler(struct file *filp, unsigned int command, unsigned long argument)
 {
 	... when != node
 }

@depends on !same@
identifier operations.handler, node, filp, command, argument;
@@
-int handler(struct inode *node, struct file *filp, unsigned int command, unsigned long argument)
+long handler(struct file *filp, unsigned int command, unsigned long argument)
 {
+	struct inode *node = filp->f_path.dentry->d_inode;
 	...
 }
