// SPDX-License-Identifier: GPL-2.0-only
// step: pt_regs.di=there
// since: 2.6.25, commit 65ea5b034990
// reason: registers have the same names on 32 and 64 bits
// words: rax rbx rcx rdx rsi rdi rbp rsp rip eax ebx ecx edx esi edi ebp esp eip eflags

@@
struct pt_regs *regs;
@@
-regs->rax
+regs->ax

@@
struct pt_regs *regs;
@@
-regs->rbx
+regs->bx

@@
struct pt_regs *regs;
@@
-regs->rcx
+regs->cx

@@
struct pt_regs *regs;
@@
-regs->rdx
+regs->dx

@@
struct pt_regs *regs;
@@
-regs->rsi
+regs->si

@@
struct pt_regs *regs;
@@
-regs->rdi
+regs->di

@@
struct pt_regs *regs;
@@
-regs->rbp
+regs->bp

@@
struct pt_regs *regs;
@@
-regs->rsp
+regs->sp

@@
struct pt_regs *regs;
@@
-regs->rip
+regs->ip

@@
struct pt_regs *regs;
@@
-regs->eax
+regs->ax

@@
struct pt_regs *regs;
@@
-regs->ebx
+regs->bx

@@
struct pt_regs *regs;
@@
-regs->ecx
+regs->cx

@@
struct pt_regs *regs;
@@
-regs->edx
+regs->dx

@@
struct pt_regs *regs;
@@
-regs->esi
+regs->si

@@
struct pt_regs *regs;
@@
-regs->edi
+regs->di

@@
struct pt_regs *regs;
@@
-regs->ebp
+regs->bp

@@
struct pt_regs *regs;
@@
-regs->esp
+regs->sp

@@
struct pt_regs *regs;
@@
-regs->eip
+regs->ip

@@
struct pt_regs *regs;
@@
-regs->eflags
+regs->flags
