// SPDX-License-Identifier: GPL-2.0-only
// step: mm_struct.mmap=absent
// since: 6.1, commit 763ecb035029
// reason: the areas of a process are no longer a list; find_vma() finds the next one
// include: linux/mm.h
// words: mmap vm_next

@@
expression vma;
@@
-vma->vm_next
+find_vma(vma->vm_mm, vma->vm_end)

@@
struct mm_struct *space;
@@
-space->mmap
+find_vma(space, 0)

@@
expression task;
@@
-task->mm->mmap
+find_vma(task->mm, 0)
