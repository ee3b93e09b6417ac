// SPDX-License-Identifier: GPL-2.0-only
// step: inode.i_mutex=absent
// since: 4.7
// reason: an inode's lock is taken by functions of its own
// words: i_mutex

@@
expression E;
@@
(
-mutex_lock(&E->i_mutex)
+inode_lock(E)
|
-mutex_unlock(&E->i_mutex)
+inode_unlock(E)
|
-mutex_trylock(&E->i_mutex)
+inode_trylock(E)
|
-mutex_is_locked(&E->i_mutex)
+inode_is_locked(E)
)
