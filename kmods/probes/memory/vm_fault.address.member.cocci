// SPDX-License-Identifier: GPL-2.0-only
// step: vm_fault.address=member
// since: 4.10
// reason: the address is a number
// words: virtual_address

@@
attribute name __user;
struct vm_fault *vmf;
@@
(
-(unsigned long)vmf->virtual_address
+vmf->address
|
-vmf->virtual_address
+(void __user *)vmf->address
)
