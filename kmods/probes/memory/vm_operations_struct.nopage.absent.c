// SPDX-License-Identifier: GPL-2.0-only
static struct page *own_nopage(struct vm_area_struct *vma, unsigned long address, int *type)
{
	struct page *page = NOPAGE_SIGBUS;
	unsigned long offset = address - vma->vm_start;

	if (offset >= own_size)
		goto out;
	page = virt_to_page(own + offset);
	get_page(page);
	if (type)
		*type = VM_FAULT_MINOR;
out:
	return page;
}

static struct vm_operations_struct own_ops = {
	.nopage = own_nopage,
};
