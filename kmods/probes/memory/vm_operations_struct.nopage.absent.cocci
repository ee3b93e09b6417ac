// SPDX-License-Identifier: GPL-2.0-only
// step: vm_operations_struct.nopage=absent
// since: 2.6.26
// reason: a fault handler stores the page in the fault's description
// words: nopage

@table@
identifier ops, f;
fresh identifier wrapper = f ## "_fault";
@@
 struct vm_operations_struct ops = {
-	.nopage = f,
+	.fault = wrapper,
 };

// Which kind of fault it was, nobody asks.
@@
identifier table.f, area, address, kind;
@@
 f(struct vm_area_struct *area, unsigned long address, int *kind)
 {
 	<...
-	if (kind)
-		*kind = VM_FAULT_MINOR;
 	...>
 }

@@
identifier table.f;
@@
 f(...)
 {
 	<...
(
-	NOPAGE_SIGBUS
+	NULL
|
-	NOPAGE_OOM
+	ERR_PTR(-ENOMEM)
)
 	...>
 }

@@
identifier table.f, table.wrapper, area, address, kind;
@@
 struct page *f(struct vm_area_struct *area, unsigned long address,
-	int *kind
+	void *unused
 )
 { ... }
+
+static int wrapper(struct vm_area_struct *vma, struct vm_fault *vmf)
+{
+	struct page *page = f(vma, (unsigned long)vmf->virtual_address, NULL);
+
+	if (!page)
+		return VM_FAULT_SIGBUS;
+	if (IS_ERR(page))
+		return VM_FAULT_OOM;
+	vmf->page = page;
+	return 0;
+}
