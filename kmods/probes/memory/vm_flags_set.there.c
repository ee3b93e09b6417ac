// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mm.h>

static int own_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_flags |= VM_IO | VM_DONTEXPAND;
	vma->vm_flags &= ~VM_MAYWRITE;
	return 0;
}
