static void own_end(struct task_struct *task)
{
	force_sig(SIGSEGV, current);
	force_sig(SIGSTOP, task);
	if (own_deadly)
		force_sig(SIGKILL, task);
	force_sig(SIGCONT, task);
	force_sig(SIGTERM, task);
}
