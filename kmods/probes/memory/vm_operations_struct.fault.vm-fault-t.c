// SPDX-License-Identifier: GPL-2.0-only
static int own_fault(struct vm_fault *vmf);

static int own_fault(struct vm_fault *vmf)
{
	if (vmf->pgoff)
		return VM_FAULT_SIGBUS;
	vmf->page = own_page;
	return 0;
}

static const struct vm_operations_struct own_ops = {
	.fault = own_fault,
};
