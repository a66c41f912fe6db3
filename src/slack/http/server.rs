//! The server itself: accepts connections, gives up on slow ones, and stops without dropping any.

use super::{Edge, Limits, alive_only, router};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The largest head of a request.
const HEAD_BYTES_MAX: usize = 64 * 1024;
/// How long to wait when no connection can be accepted, for instance for want of file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until `shutdown` is done, then finishes what is in flight.
pub async fn serve(listener: TcpListener, edge: Edge, shutdown: impl Future<Output = ()>) {
    let limits = edge.limits;
    let server = Server::new(router(edge), limits);
    server.attend_until(&listener, shutdown).await;
    drop(listener);
    server.finish().await;
}

/// Says that the process is alive, and that it is not ready, until something is done.
pub async fn serve_alive<T>(listener: &TcpListener, done: impl Future<Output = T>) -> T {
    let server = Server::new(alive_only(), Limits::default());
    let done = server.attend_until(listener, done).await;
    server.finish().await;
    done
}

fn builder(limits: Limits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new());
    builder.header_read_timeout(limits.head).max_buf_size(HEAD_BYTES_MAX);
    builder
}

/// Waits for a free place, then for somebody to take it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed, so there is a place for everybody.
    let place = places.clone().acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (stream, place),
            Err(error) => {
                tracing::warn!(%error, "failed to accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

struct Server {
    builder: http1::Builder,
    app: Router,
    limits: Limits,
    flights: GracefulShutdown,
}

impl Server {
    fn new(app: Router, limits: Limits) -> Self {
        Self { builder: builder(limits), app, limits, flights: GracefulShutdown::new() }
    }

    /// Attends to whoever comes until something is done.
    async fn attend_until<T>(&self, listener: &TcpListener, done: impl Future<Output = T>) -> T {
        let places = Arc::new(Semaphore::new(self.limits.connections));
        let mut done = pin!(done);
        loop {
            tokio::select! {
                done = &mut done => return done,
                (stream, place) = accept(listener, &places) => self.attend(stream, place),
            }
        }
    }

    fn attend(&self, stream: TcpStream, place: Option<OwnedSemaphorePermit>) {
        let service = TowerToHyperService::new(self.app.clone());
        let connection = self.builder.serve_connection(TokioIo::new(stream), service);
        let connection = self.flights.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }

    /// Finishes what is in flight.
    async fn finish(self) {
        if tokio::time::timeout(self.limits.drain, self.flights.shutdown()).await.is_err() {
            tracing::warn!("some requests were still unanswered when the server stopped");
        }
    }
}
