// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mm.h>
#include <linux/sched.h>

static int count(struct mm_struct *mm)
{
	struct vm_area_struct *vma;
	int areas = 0;

	for (vma = mm->mmap; vma; vma = vma->vm_next)
		areas++;
	return areas + (current->mm->mmap ? 1 : 0);
}
