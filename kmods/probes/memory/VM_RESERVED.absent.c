// SPDX-License-Identifier: GPL-2.0-only
static int own_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_flags |= VM_RESERVED;
	vma->vm_flags |= VM_IO | VM_RESERVED;
	return 0;
}
