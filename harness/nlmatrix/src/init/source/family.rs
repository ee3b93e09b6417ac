//! Generic netlink families, and steps that send each of their commands.

use super::calls::{Call, calls_of};
use super::code::{Code, has_word};
use super::handler::{self, Answer, Ends, Handler, quoted};
use super::items::{Field, Variable, braces, fields, of, word};
use super::policy::of_kind;
use super::step::Step;
use super::tokens::{Token, words};

const REGISTERS: [&str; 8] = [
    "genl_register_family",
    "genl_register_family_with_ops",
    "genl_register_family_with_ops_groups",
    "_genl_register_family_with_ops_grps",
    "genl_register_ops",
    "genl_register_mc_group",
    "genlmsg_multicast",
    "__genl_register_family",
];
const OPS: [&str; 3] = ["genl_ops", "genl_small_ops", "genl_split_ops"];

/// A family, with the positions of its parts.
pub(super) struct Family<'c> {
    code: &'c Code,
    variable: &'c Token,
    pub fields: Vec<Field<'c>>,
    /// The calls that register it, or what belongs to it.
    calls: Vec<Call<'c>>,
    /// Empty if its source does not say it.
    pub name: String,
}

/// One of its commands.
pub(super) struct Command<'c> {
    pub number: i64,
    /// The expression for the number.
    pub named: &'c [Token],
    /// The handler's name.
    pub does: Option<&'c Token>,
    pub dumps: Option<&'c Token>,
    pub policy: Option<&'c Token>,
    at: &'c Token,
}

/// The steps for all families in the sources.
pub(super) fn steps(code: &Code) -> Vec<Step> {
    all(code).iter().flat_map(of_family).collect()
}

/// All families that the sources register.
pub(super) fn all(code: &Code) -> Vec<Family<'_>> {
    let all = code.variables("genl_family").into_iter().filter(|it| !it.body.is_empty());
    let all = all.map(|variable| found(code, variable));
    all.filter(|family| family.register().is_some()).collect()
}

fn found<'c>(code: &'c Code, variable: Variable<'c>) -> Family<'c> {
    let mut fields = fields(variable.body);
    fields.extend(assigned(code, &variable));
    let calls = calls_of(&code.tokens, &REGISTERS);
    let is_it = |call: &Call<'_>| {
        call.arguments
            .first()
            .and_then(|it| word(it))
            .is_some_and(|it| it.text == variable.name.text)
    };
    let calls: Vec<_> = calls.into_iter().filter(is_it).collect();
    let declared = of(&fields, "name").and_then(|it| code.names.text(it));
    let name = declared.or_else(|| name_by_call(code, &variable)).unwrap_or_default();
    Family { code, variable: variable.name, fields, calls, name }
}

fn of_family(family: &Family<'_>) -> Vec<Step> {
    let (code, place) = (family.code, family.code.place(family.variable));
    let Some(register) = family.register() else { return Vec::new() };
    let loading = code.loading();
    let is_made = loading.iter().any(|it| it.iter().any(|it| std::ptr::eq(it, register.name)));
    let is_sure = is_made && !register.name.assumed;
    if family.name.is_empty() {
        let says = format!(
            "The family {} ({place}) has a name that its source does not say.",
            family.variable.text
        );
        return vec![Step::unsure(vec![says], vec!["family = \"NAME\"".to_owned()])];
    }
    let mut steps = vec![Step::sure(
        vec![format!("The family {} ({place}) is there.", family.name)],
        vec![format!("family = {}", quoted(&family.name))],
    )];
    steps.extend(family.groups().iter().map(|(group, place)| family.join(group, place)));
    let is_asked = of(&family.fields, "pre_doit").is_some_and(|it| words(it) != "NULL");
    for command in family.commands() {
        let own = family.command(&command).into_iter();
        let own = own.map(|step| match is_asked {
            true => step.unless(
                "What its pre_doit wants to find in each message, its source says elsewhere.",
            ),
            false => step,
        });
        steps.extend(own);
    }
    if !is_sure {
        // Possibly of a driver that registers it with its first device.
        steps = steps.into_iter().map(|step| step.if_sure(false)).collect();
    }
    steps
}

/// What functions assign to the members of a family.
fn assigned<'c>(code: &'c Code, family: &Variable<'c>) -> Vec<Field<'c>> {
    let at = |index: usize| {
        let tokens = &code.tokens[index..];
        let [name, dot, _, equals, value @ ..] = tokens else { return None };
        let is_it = name.is(&family.name.text) && dot.is(".") && equals.is("=");
        let end = is_it.then(|| value.iter().position(|it| it.is(";")))??;
        Some(Field { key: Some(&tokens[2..3]), value: &value[..end] })
    };
    (0..code.tokens.len()).filter_map(at).collect()
}

/// The name that is copied into the family before it is registered.
fn name_by_call(code: &Code, family: &Variable<'_>) -> Option<String> {
    const COPY: [&str; 5] = ["strcpy", "strncpy", "strlcpy", "strscpy", "strscpy_pad"];
    let to = format!("{}.name", family.name.text);
    let calls = calls_of(&code.tokens, &COPY);
    let mut names =
        calls.iter().filter(|call| call.arguments.first().is_some_and(|it| words(it) == to));
    code.names.text(names.next()?.arguments.get(1)?)
}

impl<'c> Family<'c> {
    /// The call that registers it.
    fn register(&self) -> Option<&Call<'c>> {
        self.calls.iter().find(|call| call.name.text.contains("genl_register"))
    }

    fn named(&self, field: &str) -> Option<&'c Token> {
        of(&self.fields, field).and_then(word)
    }

    /// The variables that belong to it: named in the family, or passed to the function that registers it.
    fn own(&self, named: &[&str], kinds: &[&str]) -> Vec<Variable<'c>> {
        let code = self.code;
        let by_field = named.iter().filter_map(|field| self.named(field));
        let by_call = self
            .calls
            .iter()
            .flat_map(|call| call.arguments.iter().skip(1).filter_map(|it| word(it)));
        let mut names: Vec<&str> = by_field.chain(by_call).map(|it| it.text.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let all = kinds.iter().flat_map(|kind| code.variables(kind));
        all.filter(|it| !it.body.is_empty() && names.contains(&it.name.text.as_str())).collect()
    }

    /// The names of its multicast groups, and their positions.
    fn groups(&self) -> Vec<(String, String)> {
        let group = |(body, at): (&'c [Token], &'c Token)| {
            let fields = fields(body);
            let name = of(&fields, "name").and_then(|it| self.code.names.text(it))?;
            Some((name, self.code.place(at)))
        };
        let own = self.own(&["mcgrps"], &["genl_multicast_group"]);
        own.into_iter().flat_map(entries).filter_map(group).collect()
    }

    fn join(&self, group: &str, place: &str) -> Step {
        Step::sure(
            vec![format!("Whoever wants to hear of its group {group} ({place}).")],
            vec![format!(
                "join = {{ genl = {}, group = {}, socket = \"ears\" }}",
                quoted(&self.name),
                quoted(group)
            )],
        )
    }

    pub fn commands(&self) -> Vec<Command<'c>> {
        let own = self.own(&["ops", "small_ops", "split_ops"], &OPS);
        own.into_iter().flat_map(entries).filter_map(|(body, at)| self.one(body, at)).collect()
    }

    fn one(&self, body: &'c [Token], at: &'c Token) -> Option<Command<'c>> {
        let fields = fields(body);
        let named = of(&fields, "cmd")?;
        let number = self.code.names.number(named)?;
        let handler = |name| of(&fields, name).and_then(word).filter(|it| !it.is("NULL"));
        let policy = handler("policy").or_else(|| self.named("policy"));
        let (does, dumps) = (handler("doit"), handler("dumpit"));
        (0..256).contains(&number).then_some(Command { number, named, does, dumps, policy, at })
    }

    /// The steps that send a command.
    fn command(&self, command: &Command<'c>) -> Vec<Step> {
        let place = self.code.place(command.at);
        let of_it = format!("{} ({place})", words(command.named));
        let Some(does) = command.does else {
            return match command.dumps {
                Some(dumps) => {
                    vec![self.dump(command, &format!("{of_it}, dumped by {}", dumps.text))]
                }
                None => Vec::new(),
            };
        };
        let of_it = format!("{of_it}, handled by {}", does.text);
        let Some(function) = self.code.function(&does.text, does.file) else {
            return vec![self.unread(command, format!("{of_it}, which is not in these sources."))];
        };
        let handler = handler::of(self.code, function);
        match self.attributes(command, &handler) {
            Ok(attributes) => self.exchange(command, &handler, &attributes, &of_it),
            Err(why) => vec![self.unread(command, format!("{of_it}, {why}."))],
        }
    }

    /// A command whose required content is not known.
    fn unread(&self, command: &Command<'_>, says: String) -> Step {
        let send = self.send(command, "", &["ack"], false);
        Step::unsure(
            vec![says, "Say what is in it, and what it is answered with:".to_owned()],
            vec![send, "reply = [{ ack = 0 }]".to_owned()],
        )
    }

    fn dump(&self, command: &Command<'_>, of_it: &str) -> Step {
        let send = self.send(command, "", &["dump"], false);
        Step::unsure(
            vec![format!("{of_it}: say what it lists.")],
            vec![
                send,
                format!("reply = [{{ cmd = {}, many = true }}, {{ done = 0 }}]", command.number),
            ],
        )
    }

    /// What a request has to contain: what the handler reads from it.
    fn attributes(
        &self,
        command: &Command<'c>,
        handler: &Handler,
    ) -> Result<Vec<(String, String)>, String> {
        let mut found: Vec<(i64, String, String)> = Vec::new();
        for read in &handler.reads {
            let name = words(read);
            let Some(number) = self.code.names.number(read) else {
                return Err(format!(
                    "which reads the attribute `{name}`, whose number is not known"
                ));
            };
            if found.iter().any(|(known, _, _)| *known == number) {
                continue;
            }
            let rule = command.policy.map(|policy| self.code.rule(&policy.text, number));
            let value = match rule {
                Some(Some(rule)) => self.code.sample(rule),
                // A policy that does not mention the attribute rejects it; without a policy, anything is accepted.
                Some(None) => None,
                None => self.by_its_reader(read),
            };
            let Some(value) = value else {
                return Err(format!("which reads {name}, and what that may be is not known"));
            };
            found.push((number, name, value));
        }
        found.sort();
        Ok(found
            .into_iter()
            .map(|(number, name, value)| (format!("{number} = {value}"), name))
            .collect())
    }

    /// A value for an attribute without a policy, depending on what reads it.
    fn by_its_reader(&self, index: &[Token]) -> Option<String> {
        let ty = self.code.handled().read.get(&words(index))?;
        of_kind(ty, None, None)
    }

    fn send(
        &self,
        command: &Command<'_>,
        attributes: &str,
        flags: &[&str],
        own_port: bool,
    ) -> String {
        let mut keys =
            vec![format!("genl = {}", quoted(&self.name)), format!("cmd = {}", command.number)];
        if !flags.is_empty() {
            keys.push(format!("flags = {flags:?}"));
        }
        if !attributes.is_empty() {
            keys.push(format!("attrs = {{ {attributes} }}"));
        }
        if own_port {
            keys.push("port = \"own\"".to_owned());
        }
        if let Some(header) = self.header(command.number) {
            keys.push(format!("header = {header:?}"));
        }
        format!("send = {{ {} }}", keys.join(", "))
    }

    /// The private header of a family, after that of generic netlink, if it has one.
    fn header(&self, command: i64) -> Option<String> {
        let size = of(&self.fields, "hdrsize")
            .and_then(|it| self.code.names.number(it))
            .filter(|it| *it > 0)?;
        let padded = (size as usize).next_multiple_of(4);
        Some(format!("{command:02x}010000{}", "00".repeat(padded)))
    }

    fn has_unknown_header(&self) -> bool {
        of(&self.fields, "hdrsize")
            .is_some_and(|it| self.code.names.number(it).is_none_or(|it| it != 0))
    }

    fn exchange(
        &self,
        command: &Command<'c>,
        handler: &Handler,
        attributes: &[(String, String)],
        of_it: &str,
    ) -> Vec<Step> {
        let names: Vec<&str> = attributes.iter().map(|(_, name)| name.as_str()).collect();
        let values: Vec<&str> = attributes.iter().map(|(value, _)| value.as_str()).collect();
        let reads = match names[..] {
            [] => format!("{of_it}."),
            _ => format!("{of_it}, which reads {}.", names.join(", ")),
        };
        if self.has_unknown_header() {
            return vec![
                self.unread(command, format!("{reads} The family has a header of its own.")),
            ];
        }
        let values = values.join(", ");
        let send = |flags: &[&str]| self.send(command, &values, flags, handler.by_header);
        let mut steps = match (&handler.answer, &handler.ends) {
            (Some(answer), Ends::Well) if answer.is_generic || answer.header.is_empty() => {
                self.answered(answer, &reads, send(&[]))
            }
            (None, Ends::Well) => {
                vec![Step::sure(
                    vec![reads],
                    vec![send(&["ack"]), "reply = [{ ack = 0 }]".to_owned()],
                )]
            }
            (None, Ends::Refused(errno)) => {
                let reply = format!("reply = [{{ error = {errno:?} }}]");
                vec![Step::sure(vec![reads], vec![send(&[]), reply])]
            }
            _ => {
                let says = "How it is answered depends on what the source does not say; add it as `reply`.";
                vec![Step::sure(vec![reads, says.to_owned()], vec![send(&[])])]
            }
        };
        if handler.is_whole {
            steps.extend(handler.tells.first().map(|group| self.told(group)));
        }
        steps
    }

    fn answered(&self, answer: &Answer, reads: &str, send: String) -> Vec<Step> {
        let reply = format!("reply = [{}]", vec![self.reply(answer); answer.count].join(", "));
        let own_number = match (&answer.header[..], answer.is_reply) {
            (_, true) => Some(true),
            ([_, _, number, ..], false) => match words(number).as_str() {
                "info->snd_seq" | "nlh->nlmsg_seq" | "info->nlhdr->nlmsg_seq" => Some(true),
                number
                    if number.contains('+')
                        || self.code.names.number(&answer.header[2]).is_some() =>
                {
                    Some(false)
                }
                _ => None,
            },
            _ => None,
        };
        let reads = reads.to_owned();
        match own_number {
            Some(true) => vec![Step::sure(vec![reads], vec![send, reply])],
            Some(false) => {
                let says = "Its answer does not carry the request's number: a step of its own waits for it.";
                let receive = format!("receive = {{ genl = {} }}", quoted(&self.name));
                vec![
                    Step::sure(vec![reads], vec![send]),
                    Step::sure(vec![says.to_owned()], vec![receive, reply]),
                ]
            }
            None => {
                let says = "Which number its answer carries is not known; add it as `reply`.";
                vec![Step::sure(vec![reads, says.to_owned()], vec![send])]
            }
        }
    }

    /// The answer, as far as it is certain.
    fn reply(&self, answer: &Answer) -> String {
        let mut keys = Vec::new();
        let command = answer.header.last().and_then(|it| self.code.names.number(it));
        keys.extend(command.map(|it| format!("cmd = {it}")));
        let mut attributes: Vec<(i64, String)> = Vec::new();
        for (ty, value) in &answer.attributes {
            let Some(number) = self.code.names.number(ty) else { continue };
            if !attributes.iter().any(|(known, _)| *known == number) {
                attributes.push((number, value.clone()));
            }
        }
        if !attributes.is_empty() && !self.has_unknown_header() {
            let each: Vec<String> =
                attributes.iter().map(|(number, value)| format!("{number} = {value}")).collect();
            keys.push(format!("attrs = {{ {} }}", each.join(", ")));
        }
        format!("{{ {} }}", keys.join(", ")).replace("{  }", "{}")
    }

    /// What members of the group receive.
    fn told(&self, _group: &[Token]) -> Step {
        let receive = format!("receive = {{ genl = {}, socket = \"ears\" }}", quoted(&self.name));
        let says = "Its handler tells a group of it.".to_owned();
        match self.groups().is_empty() {
            true => Step::unsure(vec![says], vec![receive, "reply = [{}]".to_owned()]),
            false => Step::sure(vec![says], vec![receive, "reply = [{}]".to_owned()]),
        }
    }
}

/// The entries of an array of structures, or the single structure.
fn entries(variable: Variable<'_>) -> Vec<(&[Token], &Token)> {
    let parts = fields(variable.body);
    let inner: Vec<_> =
        parts.iter().filter_map(|it| Some((braces(it.value)?, it.value.first()?))).collect();
    let is_one = parts.iter().any(|it| {
        it.key.is_some_and(|key| key.len() == 1 && (has_word(key, "cmd") || has_word(key, "name")))
    });
    if is_one || inner.is_empty() { vec![(variable.body, variable.name)] } else { inner }
}
