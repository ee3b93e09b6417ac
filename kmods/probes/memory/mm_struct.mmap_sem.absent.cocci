// SPDX-License-Identifier: GPL-2.0-only
// step: mm_struct.mmap_sem=absent
// since: 5.8
// reason: the lock of a process's memory has functions of its own
// include: linux/mm.h

@@
expression mm;
@@
(
-down_read(&mm->mmap_sem)
+mmap_read_lock(mm)
|
-down_read_trylock(&mm->mmap_sem)
+mmap_read_trylock(mm)
|
-up_read(&mm->mmap_sem)
+mmap_read_unlock(mm)
|
-down_write(&mm->mmap_sem)
+mmap_write_lock(mm)
|
-up_write(&mm->mmap_sem)
+mmap_write_unlock(mm)
)
