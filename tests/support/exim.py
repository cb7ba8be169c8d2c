# SPDX-License-Identifier: Apache-2.0
"""A real Exim on loopback: STARTTLS with AUTH PLAIN, SMTPS, a certificate of its own CA, a maildir.

Recipients at example.com: `unknown` is refused for good (550), `busy` for now (451), others are taken.
Needs root, since Exim runs as its own user Debian-exim."""
import email
import email.policy
import os
import pwd
import subprocess

from certificates import Authority
from processes import end, free_port, wait_for_port, wait_until

CONFIGURATION = """
primary_hostname = mail.example.com
keep_environment =
spool_directory = {directory}/spool
log_file_path = {directory}/log/%slog
pid_file_path = {directory}/exim.pid
exim_user = Debian-exim
exim_group = Debian-exim
never_users =
deliver_drop_privilege = true
daemon_smtp_ports = {port} : {smtps_port}
tls_on_connect_ports = {smtps_port}
local_interfaces = {address}
tls_advertise_hosts = *
tls_certificate = {certificate}
tls_privatekey = {key}
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
acl_smtp_rcpt = recipient
acl_smtp_data = accept_all
queue_only = false
queue_run_in_order = false
smtp_accept_max = 0
smtp_accept_queue = 0
smtp_accept_queue_per_connection = 0
rfc1413_query_timeout = 0s
host_lookup =
hosts_treat_as_local =
recipient_unqualified_hosts =

begin acl
recipient:
  deny message = authentication required
       !authenticated = *
  defer message = mailbox busy
       local_parts = busy
  deny message = no such mailbox
       local_parts = unknown
  accept domains = example.com
  deny message = relay not permitted
accept_all:
  accept

begin routers
maildir:
  driver = accept
  transport = maildir

begin transports
maildir:
  driver = appendfile
  directory = {directory}/maildir
  maildir_format
  delivery_date_add = false
  envelope_to_add
  return_path_add = false
  user = Debian-exim
  group = Debian-exim

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{user}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
"""


class Exim:
    """start(), stop(); `port` speaks STARTTLS, `smtps_port` TLS at once, `ca` is what clients trust."""

    def __init__(self, directory, user="tessera", password="smtp-canary-5fd1", address="127.0.0.1",
                 names="IP:127.0.0.1,DNS:localhost"):
        """`names` are what its certificate is for."""
        self.directory, self.user, self.password, self.address = directory, user, password, address
        self.port, self.smtps_port = free_port(address), free_port(address)
        self.names, self.ca = names, None
        self._process = None

    def start(self):
        owner = pwd.getpwnam("Debian-exim")
        for part in ("", "spool", "log", "maildir", "tls"):
            os.makedirs(os.path.join(self.directory, part), exist_ok=True)
        authority = Authority(os.path.join(self.directory, "tls"))
        self.ca = authority.ca
        certificate, key = authority.issue("mail", self.names)
        configuration = os.path.join(self.directory, "exim.conf")
        with open(configuration, "w", encoding="ascii") as file:
            file.write(CONFIGURATION.format(certificate=certificate, key=key, **vars(self)))
        os.chmod(configuration, 0o644)
        for part in ("spool", "log", "maildir", "tls/mail.key", ""):
            os.chown(os.path.join(self.directory, part), owner.pw_uid, owner.pw_gid)
        with open(os.path.join(self.directory, "output"), "wb") as output:
            self._process = subprocess.Popen(["/usr/sbin/exim4", "-C", configuration, "-bdf", "-v"],
                                             stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                             user=owner.pw_uid, group=owner.pw_gid, extra_groups=[])
        wait_for_port(self.port, self._process, self.address)
        return self

    def stop(self):
        end(self._process)
        self._process = None

    def config(self, name="mail", smtps=False, credential="file", password_file=None, **changes):
        """The gateway's lines for tessera.yaml (one flow map); the password stands in `password_file`, or is
        `credential:smtp`. `changes` override single keys."""
        scheme, port = ("smtps", self.smtps_port) if smtps else ("smtp", self.port)
        values = {"kind": "smtp", "url": '"%s://%s:%d"' % (scheme, self.address, port), "user": self.user,
                  "password": "file:" + password_file if password_file else "credential:smtp",
                  "from": "login@example.com", "ca": self.ca}
        values.update(changes)
        return "  %s: { %s }\n" % (name, ", ".join("%s: %s" % pair for pair in values.items()))

    def raw_messages(self):
        """Every delivered message as bytes, oldest first."""
        folder = os.path.join(self.directory, "maildir", "new")
        names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        found = []
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                found.append(file.read())
        return found

    def messages(self):
        """Every delivered message, parsed (email.message.EmailMessage), oldest first."""
        return [email.message_from_bytes(raw, policy=email.policy.default) for raw in self.raw_messages()]

    def wait_for(self, count):
        """Returns the messages once there are `count` of them."""
        wait_until(lambda: len(self.raw_messages()) >= count, "%d mails" % count)
        return self.messages()
