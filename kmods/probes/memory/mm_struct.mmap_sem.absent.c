// SPDX-License-Identifier: GPL-2.0-only
static void own_walk(struct task_struct *task)
{
	down_read(&task->mm->mmap_sem);
	own_show(task->mm);
	up_read(&task->mm->mmap_sem);
}

static void own_change(struct mm_struct *mm)
{
	down_write(&mm->mmap_sem);
	own_set(mm);
	up_write(&mm->mmap_sem);
}
