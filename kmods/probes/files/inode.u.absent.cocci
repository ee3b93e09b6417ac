// SPDX-License-Identifier: GPL-2.0-only
// step: inode.u=absent
// since: 2.6.19
// reason: what an inode keeps for a file system has a name
// words: generic_ip

@@
struct inode *inode;
@@
-inode->u.generic_ip
+inode->i_private
