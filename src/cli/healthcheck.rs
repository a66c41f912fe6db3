//! `soundings healthcheck`: asks the bot on this machine whether it is alive, for a container's health
//! check, so that the image needs no other program.

use super::{ConfigArgs, Failure};
use crate::config::Environment;
use anyhow::{Context, ensure};
use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

/// Ask the bot on this machine whether it is alive
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArgs,
}

const PATIENCE: Duration = Duration::from_secs(3);

pub(super) fn run(args: &Args, environment: &Environment) -> Result<ExitCode, Failure> {
    let config = args.config.load(environment)?;
    let address = reachable(config.listen);
    let status = status(address).with_context(|| format!("failed to ask {address}"))?;
    if status != "200" {
        return Err(anyhow::anyhow!("{address} answered {status:?} to GET /healthz").into());
    }
    Ok(ExitCode::SUCCESS)
}

/// Listening everywhere includes this machine.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

/// Returns the status code of `/healthz`.
fn status(address: SocketAddr) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    // "HTTP/1.1 200"
    let mut head = [0; 12];
    stream.read_exact(&mut head).map_err(unanswered)?;
    ensure!(head.starts_with(b"HTTP/1."), "the answer is not HTTP");
    Ok(String::from_utf8_lossy(&head[9..]).into_owned())
}

/// Says that nothing came in time; the system's own words for it are "try again".
fn unanswered(error: std::io::Error) -> anyhow::Error {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => {
            anyhow::anyhow!("no answer within {} seconds", PATIENCE.as_secs())
        }
        _ => error.into(),
    }
}
