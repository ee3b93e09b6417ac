// SPDX-License-Identifier: GPL-2.0-only
static int own_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
{
	unsigned long offset = (unsigned long)vmf->virtual_address - vma->vm_start;

	printk("at %p\n", vmf->virtual_address);
	return offset ? VM_FAULT_SIGBUS : 0;
}
