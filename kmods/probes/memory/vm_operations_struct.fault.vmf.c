// SPDX-License-Identifier: GPL-2.0-only
static int own_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
{
	struct own *own = vma->vm_private_data;

	vmf->page = virt_to_page(own->bytes + (vmf->pgoff << PAGE_SHIFT));
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct own_ops = {
	.fault = own_fault,
};
