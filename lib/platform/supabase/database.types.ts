// Written by `npm run db:types` from supabase/migrations. Do not edit.

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  public: {
    Tables: {
      analytics_hours: {
        Row: {
          cache: string;
          cached_input_tokens: number;
          company_id: string;
          complete: number;
          cost_micros: number;
          failed: number;
          fallback: number;
          first_token_ms: number;
          first_tokens: number;
          hour: string;
          input_tokens: number;
          interrupted: number;
          model: string;
          output_tokens: number;
          plan: string;
          reading_cost_micros: number;
          turns: number;
          within_half_second: number;
        };
        Insert: {
          cache: string;
          cached_input_tokens?: number;
          company_id: string;
          complete?: number;
          cost_micros?: number;
          failed?: number;
          fallback?: number;
          first_token_ms?: number;
          first_tokens?: number;
          hour: string;
          input_tokens?: number;
          interrupted?: number;
          model: string;
          output_tokens?: number;
          plan: string;
          reading_cost_micros?: number;
          turns?: number;
          within_half_second?: number;
        };
        Update: {
          cache?: string;
          cached_input_tokens?: number;
          company_id?: string;
          complete?: number;
          cost_micros?: number;
          failed?: number;
          fallback?: number;
          first_token_ms?: number;
          first_tokens?: number;
          hour?: string;
          input_tokens?: number;
          interrupted?: number;
          model?: string;
          output_tokens?: number;
          plan?: string;
          reading_cost_micros?: number;
          turns?: number;
          within_half_second?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'analytics_hours_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      answer_ratings: {
        Row: {
          comment: string | null;
          company_id: string;
          rated_at: string;
          rating: string;
          turn_id: string;
        };
        Insert: {
          comment?: string | null;
          company_id: string;
          rated_at?: string;
          rating: string;
          turn_id: string;
        };
        Update: {
          comment?: string | null;
          company_id?: string;
          rated_at?: string;
          rating?: string;
          turn_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'answer_ratings_company_id_turn_id_fkey';
            columns: ['company_id', 'turn_id'];
            isOneToOne: false;
            referencedRelation: 'chat_turns';
            referencedColumns: ['company_id', 'id'];
          },
        ];
      };
      api_keys: {
        Row: {
          company_id: string;
          created_at: string;
          hash: string;
          id: string;
          last_used_at: string | null;
          name: string;
          prefix: string;
          revoked_at: string | null;
        };
        Insert: {
          company_id: string;
          created_at?: string;
          hash: string;
          id?: string;
          last_used_at?: string | null;
          name: string;
          prefix: string;
          revoked_at?: string | null;
        };
        Update: {
          company_id?: string;
          created_at?: string;
          hash?: string;
          id?: string;
          last_used_at?: string | null;
          name?: string;
          prefix?: string;
          revoked_at?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'api_keys_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      audit_log: {
        Row: {
          action: string;
          at: string;
          company_id: string;
          detail: Json;
          id: string;
          subject_id: string;
        };
        Insert: {
          action: string;
          at?: string;
          company_id: string;
          detail?: Json;
          id?: string;
          subject_id: string;
        };
        Update: {
          action?: string;
          at?: string;
          company_id?: string;
          detail?: Json;
          id?: string;
          subject_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'audit_log_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      chat_messages: {
        Row: {
          author_id: string | null;
          client_message_id: string | null;
          company_id: string;
          complete: boolean;
          created_at: string;
          id: string;
          role: Database['public']['Enums']['message_role'];
          search: unknown;
          session_id: string;
          sources: Json;
          text: string;
        };
        Insert: {
          author_id?: string | null;
          client_message_id?: string | null;
          company_id: string;
          complete?: boolean;
          created_at?: string;
          id?: string;
          role: Database['public']['Enums']['message_role'];
          search?: never;
          session_id: string;
          sources?: Json;
          text: string;
        };
        Update: {
          author_id?: string | null;
          client_message_id?: string | null;
          company_id?: string;
          complete?: boolean;
          created_at?: string;
          id?: string;
          role?: Database['public']['Enums']['message_role'];
          search?: never;
          session_id?: string;
          sources?: Json;
          text?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'chat_messages_company_id_author_id_fkey';
            columns: ['company_id', 'author_id'];
            isOneToOne: false;
            referencedRelation: 'members';
            referencedColumns: ['company_id', 'user_id'];
          },
          {
            foreignKeyName: 'chat_messages_company_id_session_id_fkey';
            columns: ['company_id', 'session_id'];
            isOneToOne: false;
            referencedRelation: 'chat_sessions';
            referencedColumns: ['company_id', 'id'];
          },
        ];
      };
      chat_sessions: {
        Row: {
          assigned_to: string | null;
          closed_at: string | null;
          company_id: string;
          created_at: string;
          handler: Database['public']['Enums']['session_handler'];
          id: string;
          last_message_at: string;
          last_message_preview: string;
          last_message_role: Database['public']['Enums']['message_role'] | null;
          locale: string | null;
          message_count: number;
          page_url: string | null;
          status: Database['public']['Enums']['session_status'];
          summary: string | null;
          summary_until: string | null;
          title: string;
          visitor_id: string;
        };
        Insert: {
          assigned_to?: string | null;
          closed_at?: string | null;
          company_id: string;
          created_at?: string;
          handler?: Database['public']['Enums']['session_handler'];
          id: string;
          last_message_at?: string;
          last_message_preview?: string;
          last_message_role?: Database['public']['Enums']['message_role'] | null;
          locale?: string | null;
          message_count?: number;
          page_url?: string | null;
          status?: Database['public']['Enums']['session_status'];
          summary?: string | null;
          summary_until?: string | null;
          title?: string;
          visitor_id: string;
        };
        Update: {
          assigned_to?: string | null;
          closed_at?: string | null;
          company_id?: string;
          created_at?: string;
          handler?: Database['public']['Enums']['session_handler'];
          id?: string;
          last_message_at?: string;
          last_message_preview?: string;
          last_message_role?: Database['public']['Enums']['message_role'] | null;
          locale?: string | null;
          message_count?: number;
          page_url?: string | null;
          status?: Database['public']['Enums']['session_status'];
          summary?: string | null;
          summary_until?: string | null;
          title?: string;
          visitor_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'chat_sessions_company_id_assigned_to_fkey';
            columns: ['company_id', 'assigned_to'];
            isOneToOne: false;
            referencedRelation: 'members';
            referencedColumns: ['company_id', 'user_id'];
          },
          {
            foreignKeyName: 'chat_sessions_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'chat_sessions_company_id_visitor_id_fkey';
            columns: ['company_id', 'visitor_id'];
            isOneToOne: false;
            referencedRelation: 'visitors';
            referencedColumns: ['company_id', 'id'];
          },
        ];
      };
      chat_turns: {
        Row: {
          alive_at: string | null;
          cache: string;
          cached_input_tokens: number;
          company_id: string;
          cost_detail: Json | null;
          cost_micros: number;
          created_at: string;
          depth: string | null;
          error_code: string | null;
          fallback: boolean;
          first_token_ms: number | null;
          id: string;
          input_tokens: number;
          model: string | null;
          model_calls: number;
          operations: Json;
          outcome: Database['public']['Enums']['turn_outcome'];
          output_tokens: number;
          plan: Database['public']['Enums']['turn_plan'] | null;
          plan_reason: string | null;
          provider: string | null;
          recorded_at: string | null;
          search_end: string | null;
          session_id: string;
          settled_at: string | null;
          total_ms: number | null;
          user_message_id: string;
        };
        Insert: {
          alive_at?: string | null;
          cache?: string;
          cached_input_tokens?: number;
          company_id: string;
          cost_detail?: Json | null;
          cost_micros?: number;
          created_at?: string;
          depth?: string | null;
          error_code?: string | null;
          fallback?: boolean;
          first_token_ms?: number | null;
          id: string;
          input_tokens?: number;
          model?: string | null;
          model_calls?: number;
          operations?: Json;
          outcome?: Database['public']['Enums']['turn_outcome'];
          output_tokens?: number;
          plan?: Database['public']['Enums']['turn_plan'] | null;
          plan_reason?: string | null;
          provider?: string | null;
          recorded_at?: string | null;
          search_end?: string | null;
          session_id: string;
          settled_at?: string | null;
          total_ms?: number | null;
          user_message_id: string;
        };
        Update: {
          alive_at?: string | null;
          cache?: string;
          cached_input_tokens?: number;
          company_id?: string;
          cost_detail?: Json | null;
          cost_micros?: number;
          created_at?: string;
          depth?: string | null;
          error_code?: string | null;
          fallback?: boolean;
          first_token_ms?: number | null;
          id?: string;
          input_tokens?: number;
          model?: string | null;
          model_calls?: number;
          operations?: Json;
          outcome?: Database['public']['Enums']['turn_outcome'];
          output_tokens?: number;
          plan?: Database['public']['Enums']['turn_plan'] | null;
          plan_reason?: string | null;
          provider?: string | null;
          recorded_at?: string | null;
          search_end?: string | null;
          session_id?: string;
          settled_at?: string | null;
          total_ms?: number | null;
          user_message_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'chat_turns_company_id_session_id_fkey';
            columns: ['company_id', 'session_id'];
            isOneToOne: false;
            referencedRelation: 'chat_sessions';
            referencedColumns: ['company_id', 'id'];
          },
          {
            foreignKeyName: 'chat_turns_company_id_user_message_id_fkey';
            columns: ['company_id', 'user_message_id'];
            isOneToOne: false;
            referencedRelation: 'chat_messages';
            referencedColumns: ['company_id', 'id'];
          },
        ];
      };
      companies: {
        Row: {
          accent_color: string;
          assistant_name: string;
          assistant_rules: string;
          assistant_tone: string;
          created_at: string;
          greeting: string;
          hourly_limit: number;
          hourly_limit_ceiling: number;
          id: string;
          is_demo: boolean;
          name: string;
          slug: string;
          updated_at: string;
        };
        Insert: {
          accent_color?: string;
          assistant_name?: string;
          assistant_rules?: string;
          assistant_tone?: string;
          created_at?: string;
          greeting?: string;
          hourly_limit?: number;
          hourly_limit_ceiling?: number;
          id?: string;
          is_demo?: boolean;
          name: string;
          slug: string;
          updated_at?: string;
        };
        Update: {
          accent_color?: string;
          assistant_name?: string;
          assistant_rules?: string;
          assistant_tone?: string;
          created_at?: string;
          greeting?: string;
          hourly_limit?: number;
          hourly_limit_ceiling?: number;
          id?: string;
          is_demo?: boolean;
          name?: string;
          slug?: string;
          updated_at?: string;
        };
        Relationships: [];
      };
      company_providers: {
        Row: {
          base_url: string | null;
          company_id: string;
          key_end: string | null;
          kind: string;
          light_model: string | null;
          main_model: string;
          place: string;
          region: string | null;
          sealed_key: string | null;
          updated_at: string;
        };
        Insert: {
          base_url?: string | null;
          company_id: string;
          key_end?: string | null;
          kind: string;
          light_model?: string | null;
          main_model: string;
          place: string;
          region?: string | null;
          sealed_key?: string | null;
          updated_at?: string;
        };
        Update: {
          base_url?: string | null;
          company_id?: string;
          key_end?: string | null;
          kind?: string;
          light_model?: string | null;
          main_model?: string;
          place?: string;
          region?: string | null;
          sealed_key?: string | null;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'company_providers_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      follow_up_questions: {
        Row: {
          company_id: string;
          key: string;
          origin: string;
          position: number;
          question: string;
          source_id: string;
        };
        Insert: {
          company_id: string;
          key: string;
          origin: string;
          position: number;
          question: string;
          source_id: string;
        };
        Update: {
          company_id?: string;
          key?: string;
          origin?: string;
          position?: number;
          question?: string;
          source_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'follow_up_questions_company_id_source_id_fkey';
            columns: ['company_id', 'source_id'];
            isOneToOne: false;
            referencedRelation: 'follow_up_sets';
            referencedColumns: ['company_id', 'source_id'];
          },
        ];
      };
      follow_up_sets: {
        Row: {
          company_id: string;
          source_id: string;
          wanted_at: string;
        };
        Insert: {
          company_id: string;
          source_id: string;
          wanted_at?: string;
        };
        Update: {
          company_id?: string;
          source_id?: string;
          wanted_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'follow_up_sets_company_id_source_id_fkey';
            columns: ['company_id', 'source_id'];
            isOneToOne: true;
            referencedRelation: 'knowledge_sources';
            referencedColumns: ['company_id', 'id'];
          },
        ];
      };
      gap_marks: {
        Row: {
          asked: number;
          company_id: string;
          id: string;
          kind: string;
          marked_at: string;
          question: string;
          source_id: string | null;
        };
        Insert: {
          asked?: number;
          company_id: string;
          id?: string;
          kind: string;
          marked_at?: string;
          question: string;
          source_id?: string | null;
        };
        Update: {
          asked?: number;
          company_id?: string;
          id?: string;
          kind?: string;
          marked_at?: string;
          question?: string;
          source_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'gap_marks_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'gap_marks_company_id_source_id_fkey';
            columns: ['company_id', 'source_id'];
            isOneToOne: false;
            referencedRelation: 'knowledge_sources';
            referencedColumns: ['company_id', 'id'];
          },
        ];
      };
      jobs: {
        Row: {
          attempts: number;
          company_id: string;
          created_at: string;
          finished_at: string | null;
          id: string;
          last_error: string | null;
          locked_until: string | null;
          name: string;
          payload: Json;
          run_at: string;
          status: Database['public']['Enums']['job_status'];
        };
        Insert: {
          attempts?: number;
          company_id: string;
          created_at?: string;
          finished_at?: string | null;
          id?: string;
          last_error?: string | null;
          locked_until?: string | null;
          name: string;
          payload?: Json;
          run_at?: string;
          status?: Database['public']['Enums']['job_status'];
        };
        Update: {
          attempts?: number;
          company_id?: string;
          created_at?: string;
          finished_at?: string | null;
          id?: string;
          last_error?: string | null;
          locked_until?: string | null;
          name?: string;
          payload?: Json;
          run_at?: string;
          status?: Database['public']['Enums']['job_status'];
        };
        Relationships: [
          {
            foreignKeyName: 'jobs_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      knowledge_built_in_models: {
        Row: {
          began_at: string;
          company_id: string;
          learned_at: string;
          model: string | null;
        };
        Insert: {
          began_at?: string;
          company_id: string;
          learned_at?: string;
          model?: string | null;
        };
        Update: {
          began_at?: string;
          company_id?: string;
          learned_at?: string;
          model?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'knowledge_built_in_models_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: true;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      knowledge_embedding_state: {
        Row: {
          active_model: string | null;
          company_id: string;
          done: number;
          failed_at: string | null;
          problem: string | null;
          total: number;
          updated_at: string;
          wanted_model: string | null;
          worker: string | null;
          worker_until: string | null;
        };
        Insert: {
          active_model?: string | null;
          company_id: string;
          done?: number;
          failed_at?: string | null;
          problem?: string | null;
          total?: number;
          updated_at?: string;
          wanted_model?: string | null;
          worker?: string | null;
          worker_until?: string | null;
        };
        Update: {
          active_model?: string | null;
          company_id?: string;
          done?: number;
          failed_at?: string | null;
          problem?: string | null;
          total?: number;
          updated_at?: string;
          wanted_model?: string | null;
          worker?: string | null;
          worker_until?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'knowledge_embedding_state_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: true;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      knowledge_embeddings: {
        Row: {
          company_id: string;
          embedding: string;
          model: string;
          text_hash: string;
        };
        Insert: {
          company_id: string;
          embedding: string;
          model: string;
          text_hash: string;
        };
        Update: {
          company_id?: string;
          embedding?: string;
          model?: string;
          text_hash?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'knowledge_embeddings_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      knowledge_pages: {
        Row: {
          body_hash: string | null;
          company_id: string;
          created_at: string;
          depth: number;
          etag: string | null;
          found_on: string | null;
          gone_since: string | null;
          id: string;
          last_modified: string | null;
          outcome: string | null;
          place: number;
          preferred: boolean;
          problem: string | null;
          problem_detail: string | null;
          read_at: string | null;
          run: number;
          source_id: string | null;
          text_hash: string | null;
          tries: number;
          url: string;
          waiting: boolean;
          website_id: string;
        };
        Insert: {
          body_hash?: string | null;
          company_id: string;
          created_at?: string;
          depth?: number;
          etag?: string | null;
          found_on?: string | null;
          gone_since?: string | null;
          id?: string;
          last_modified?: string | null;
          outcome?: string | null;
          place?: number;
          preferred?: boolean;
          problem?: string | null;
          problem_detail?: string | null;
          read_at?: string | null;
          run: number;
          source_id?: string | null;
          text_hash?: string | null;
          tries?: number;
          url: string;
          waiting?: boolean;
          website_id: string;
        };
        Update: {
          body_hash?: string | null;
          company_id?: string;
          created_at?: string;
          depth?: number;
          etag?: string | null;
          found_on?: string | null;
          gone_since?: string | null;
          id?: string;
          last_modified?: string | null;
          outcome?: string | null;
          place?: number;
          preferred?: boolean;
          problem?: string | null;
          problem_detail?: string | null;
          read_at?: string | null;
          run?: number;
          source_id?: string | null;
          text_hash?: string | null;
          tries?: number;
          url?: string;
          waiting?: boolean;
          website_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'knowledge_pages_company_id_source_id_fkey';
            columns: ['company_id', 'source_id'];
            isOneToOne: false;
            referencedRelation: 'knowledge_sources';
            referencedColumns: ['company_id', 'id'];
          },
          {
            foreignKeyName: 'knowledge_pages_company_id_website_id_fkey';
            columns: ['company_id', 'website_id'];
            isOneToOne: false;
            referencedRelation: 'knowledge_websites';
            referencedColumns: ['company_id', 'id'];
          },
        ];
      };
      knowledge_passages: {
        Row: {
          body: string;
          company_id: string;
          created_at: string;
          enabled: boolean;
          id: string;
          language: string | null;
          position: number;
          search: unknown;
          source_id: string;
          text_hash: string;
          title_path: string;
          token_count: number;
        };
        Insert: {
          body: string;
          company_id: string;
          created_at?: string;
          enabled?: boolean;
          id?: string;
          language?: string | null;
          position: number;
          search?: never;
          source_id: string;
          text_hash?: never;
          title_path: string;
          token_count: number;
        };
        Update: {
          body?: string;
          company_id?: string;
          created_at?: string;
          enabled?: boolean;
          id?: string;
          language?: string | null;
          position?: number;
          search?: never;
          source_id?: string;
          text_hash?: never;
          title_path?: string;
          token_count?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'knowledge_passages_company_id_source_id_fkey';
            columns: ['company_id', 'source_id'];
            isOneToOne: false;
            referencedRelation: 'knowledge_sources';
            referencedColumns: ['company_id', 'id'];
          },
        ];
      };
      knowledge_postings: {
        Row: {
          best: number;
          company_id: string;
          positions: number[];
          source_id: string;
          term: string;
          weights: number[];
        };
        Insert: {
          best: number;
          company_id: string;
          positions: number[];
          source_id: string;
          term: string;
          weights: number[];
        };
        Update: {
          best?: number;
          company_id?: string;
          positions?: number[];
          source_id?: string;
          term?: string;
          weights?: number[];
        };
        Relationships: [
          {
            foreignKeyName: 'knowledge_postings_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      knowledge_sources: {
        Row: {
          body: string;
          company_id: string;
          content_hash: string;
          created_at: string;
          edited_at: string | null;
          enabled: boolean;
          external_id: string;
          id: string;
          index_waiting: boolean;
          kind: Database['public']['Enums']['source_kind'];
          language: string | null;
          passage_count: number;
          pinned: boolean;
          size_bytes: number;
          status: Database['public']['Enums']['source_status'];
          synced_at: string;
          title: string;
          updated_at: string;
          url: string | null;
          website_id: string | null;
        };
        Insert: {
          body: string;
          company_id: string;
          content_hash: string;
          created_at?: string;
          edited_at?: string | null;
          enabled?: boolean;
          external_id: string;
          id?: string;
          index_waiting?: boolean;
          kind: Database['public']['Enums']['source_kind'];
          language?: string | null;
          passage_count?: number;
          pinned?: boolean;
          size_bytes?: never;
          status?: Database['public']['Enums']['source_status'];
          synced_at?: string;
          title: string;
          updated_at?: string;
          url?: string | null;
          website_id?: string | null;
        };
        Update: {
          body?: string;
          company_id?: string;
          content_hash?: string;
          created_at?: string;
          edited_at?: string | null;
          enabled?: boolean;
          external_id?: string;
          id?: string;
          index_waiting?: boolean;
          kind?: Database['public']['Enums']['source_kind'];
          language?: string | null;
          passage_count?: number;
          pinned?: boolean;
          size_bytes?: never;
          status?: Database['public']['Enums']['source_status'];
          synced_at?: string;
          title?: string;
          updated_at?: string;
          url?: string | null;
          website_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'knowledge_sources_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'knowledge_sources_company_id_website_id_fkey';
            columns: ['company_id', 'website_id'];
            isOneToOne: false;
            referencedRelation: 'knowledge_websites';
            referencedColumns: ['company_id', 'id'];
          },
        ];
      };
      knowledge_terms: {
        Row: {
          company_id: string;
          passage_count: number;
          term: string;
        };
        Insert: {
          company_id: string;
          passage_count: number;
          term: string;
        };
        Update: {
          company_id?: string;
          passage_count?: number;
          term?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'knowledge_terms_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      knowledge_totals: {
        Row: {
          company_id: string;
          languages: string[];
          passage_count: number;
        };
        Insert: {
          company_id: string;
          languages?: string[];
          passage_count: number;
        };
        Update: {
          company_id?: string;
          languages?: string[];
          passage_count?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'knowledge_totals_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: true;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      knowledge_vector_signs: {
        Row: {
          company_id: string;
          model: string;
          signs: string;
          text_hash: string;
        };
        Insert: {
          company_id: string;
          model: string;
          signs: string;
          text_hash: string;
        };
        Update: {
          company_id?: string;
          model?: string;
          signs?: string;
          text_hash?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'knowledge_vector_signs_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      knowledge_websites: {
        Row: {
          company_id: string;
          created_at: string;
          failures: number;
          id: string;
          kind: string;
          last_synced_at: string | null;
          lease_id: string | null;
          lease_until: string | null;
          listed_whole: boolean;
          max_depth: number;
          max_pages: number;
          next_sync_at: string | null;
          outcome: string | null;
          problem: string | null;
          problem_detail: string | null;
          robots: string | null;
          root: string | null;
          run: number;
          run_started_at: string | null;
          schedule: string;
          state: string;
          url: string;
        };
        Insert: {
          company_id: string;
          created_at?: string;
          failures?: number;
          id?: string;
          kind: string;
          last_synced_at?: string | null;
          lease_id?: string | null;
          lease_until?: string | null;
          listed_whole?: boolean;
          max_depth?: number;
          max_pages?: number;
          next_sync_at?: string | null;
          outcome?: string | null;
          problem?: string | null;
          problem_detail?: string | null;
          robots?: string | null;
          root?: string | null;
          run?: number;
          run_started_at?: string | null;
          schedule?: string;
          state?: string;
          url: string;
        };
        Update: {
          company_id?: string;
          created_at?: string;
          failures?: number;
          id?: string;
          kind?: string;
          last_synced_at?: string | null;
          lease_id?: string | null;
          lease_until?: string | null;
          listed_whole?: boolean;
          max_depth?: number;
          max_pages?: number;
          next_sync_at?: string | null;
          outcome?: string | null;
          problem?: string | null;
          problem_detail?: string | null;
          robots?: string | null;
          root?: string | null;
          run?: number;
          run_started_at?: string | null;
          schedule?: string;
          state?: string;
          url?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'knowledge_websites_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      leads: {
        Row: {
          company_id: string;
          company_name: string | null;
          created_at: string;
          email: string | null;
          id: string;
          name: string | null;
          phone: string | null;
          phone_e164: string | null;
          reasons: Json;
          score: number;
          session_id: string;
          status: Database['public']['Enums']['lead_status'];
          updated_at: string;
          visitor_id: string;
        };
        Insert: {
          company_id: string;
          company_name?: string | null;
          created_at?: string;
          email?: string | null;
          id?: string;
          name?: string | null;
          phone?: string | null;
          phone_e164?: string | null;
          reasons?: Json;
          score?: number;
          session_id: string;
          status?: Database['public']['Enums']['lead_status'];
          updated_at?: string;
          visitor_id: string;
        };
        Update: {
          company_id?: string;
          company_name?: string | null;
          created_at?: string;
          email?: string | null;
          id?: string;
          name?: string | null;
          phone?: string | null;
          phone_e164?: string | null;
          reasons?: Json;
          score?: number;
          session_id?: string;
          status?: Database['public']['Enums']['lead_status'];
          updated_at?: string;
          visitor_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'leads_company_id_session_id_fkey';
            columns: ['company_id', 'session_id'];
            isOneToOne: false;
            referencedRelation: 'chat_sessions';
            referencedColumns: ['company_id', 'id'];
          },
          {
            foreignKeyName: 'leads_company_id_visitor_id_fkey';
            columns: ['company_id', 'visitor_id'];
            isOneToOne: false;
            referencedRelation: 'visitors';
            referencedColumns: ['company_id', 'id'];
          },
        ];
      };
      members: {
        Row: {
          company_id: string;
          created_at: string;
          display_name: string;
          email: string;
          role: Database['public']['Enums']['member_role'];
          user_id: string;
        };
        Insert: {
          company_id: string;
          created_at?: string;
          display_name: string;
          email: string;
          role: Database['public']['Enums']['member_role'];
          user_id: string;
        };
        Update: {
          company_id?: string;
          created_at?: string;
          display_name?: string;
          email?: string;
          role?: Database['public']['Enums']['member_role'];
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'members_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      message_insights: {
        Row: {
          company_id: string;
          created_at: string;
          intent: string;
          language: string | null;
          made_lead: boolean;
          message_id: string;
          qualified_lead: boolean;
          sentiment: number;
          session_id: string;
          source: string;
        };
        Insert: {
          company_id: string;
          created_at: string;
          intent: string;
          language?: string | null;
          made_lead?: boolean;
          message_id: string;
          qualified_lead?: boolean;
          sentiment: number;
          session_id: string;
          source: string;
        };
        Update: {
          company_id?: string;
          created_at?: string;
          intent?: string;
          language?: string | null;
          made_lead?: boolean;
          message_id?: string;
          qualified_lead?: boolean;
          sentiment?: number;
          session_id?: string;
          source?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'message_insights_company_id_message_id_fkey';
            columns: ['company_id', 'message_id'];
            isOneToOne: false;
            referencedRelation: 'chat_messages';
            referencedColumns: ['company_id', 'id'];
          },
        ];
      };
      model_rates: {
        Row: {
          cached_input_micros_per_mtok: number;
          effective_from: string;
          input_micros_per_mtok: number;
          model: string;
          output_micros_per_mtok: number;
        };
        Insert: {
          cached_input_micros_per_mtok: number;
          effective_from: string;
          input_micros_per_mtok: number;
          model: string;
          output_micros_per_mtok: number;
        };
        Update: {
          cached_input_micros_per_mtok?: number;
          effective_from?: string;
          input_micros_per_mtok?: number;
          model?: string;
          output_micros_per_mtok?: number;
        };
        Relationships: [];
      };
      pinned_questions: {
        Row: {
          company_id: string;
          created_at: string;
          enabled: boolean;
          hits: number;
          id: string;
          key: string;
          last_used_at: string | null;
          position: number;
          problem: string | null;
          question: string;
          tried_at: string | null;
        };
        Insert: {
          company_id: string;
          created_at?: string;
          enabled?: boolean;
          hits?: number;
          id?: string;
          key: string;
          last_used_at?: string | null;
          position?: number;
          problem?: string | null;
          question: string;
          tried_at?: string | null;
        };
        Update: {
          company_id?: string;
          created_at?: string;
          enabled?: boolean;
          hits?: number;
          id?: string;
          key?: string;
          last_used_at?: string | null;
          position?: number;
          problem?: string | null;
          question?: string;
          tried_at?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'pinned_questions_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      prefetch_settings: {
        Row: {
          company_id: string;
          counted_from: string;
          enabled: boolean;
          max_waste_percent: number;
          stopped_at: string | null;
          stopped_waste: number | null;
        };
        Insert: {
          company_id: string;
          counted_from?: string;
          enabled?: boolean;
          max_waste_percent?: number;
          stopped_at?: string | null;
          stopped_waste?: number | null;
        };
        Update: {
          company_id?: string;
          counted_from?: string;
          enabled?: boolean;
          max_waste_percent?: number;
          stopped_at?: string | null;
          stopped_waste?: number | null;
        };
        Relationships: [
          {
            foreignKeyName: 'prefetch_settings_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: true;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      prepared_answer_hours: {
        Row: {
          company_id: string;
          cost_micros: number;
          hour: string;
          kind: string;
          made: number;
          unused: number;
          unused_cost_micros: number;
          used: number;
          used_cost_micros: number;
        };
        Insert: {
          company_id: string;
          cost_micros?: number;
          hour: string;
          kind: string;
          made?: number;
          unused?: number;
          unused_cost_micros?: number;
          used?: number;
          used_cost_micros?: number;
        };
        Update: {
          company_id?: string;
          cost_micros?: number;
          hour?: string;
          kind?: string;
          made?: number;
          unused?: number;
          unused_cost_micros?: number;
          used?: number;
          used_cost_micros?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'prepared_answer_hours_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      stored_answer_sources: {
        Row: {
          answer_id: string;
          company_id: string;
          source_id: string;
        };
        Insert: {
          answer_id: string;
          company_id: string;
          source_id: string;
        };
        Update: {
          answer_id?: string;
          company_id?: string;
          source_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'stored_answer_sources_company_id_answer_id_fkey';
            columns: ['company_id', 'answer_id'];
            isOneToOne: false;
            referencedRelation: 'stored_answers';
            referencedColumns: ['company_id', 'id'];
          },
          {
            foreignKeyName: 'stored_answer_sources_company_id_source_id_fkey';
            columns: ['company_id', 'source_id'];
            isOneToOne: false;
            referencedRelation: 'knowledge_sources';
            referencedColumns: ['company_id', 'id'];
          },
        ];
      };
      stored_answers: {
        Row: {
          company_id: string;
          cost_micros: number;
          created_at: string;
          depth: string;
          embedding: string | null;
          embedding_model: string | null;
          expires_at: string;
          hits: number;
          id: string;
          key: string;
          kind: string;
          question: string;
          sources: Json;
          text: string;
        };
        Insert: {
          company_id: string;
          cost_micros?: number;
          created_at?: string;
          depth: string;
          embedding?: string | null;
          embedding_model?: string | null;
          expires_at: string;
          hits?: number;
          id?: string;
          key: string;
          kind?: string;
          question: string;
          sources?: Json;
          text: string;
        };
        Update: {
          company_id?: string;
          cost_micros?: number;
          created_at?: string;
          depth?: string;
          embedding?: string | null;
          embedding_model?: string | null;
          expires_at?: string;
          hits?: number;
          id?: string;
          key?: string;
          kind?: string;
          question?: string;
          sources?: Json;
          text?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'stored_answers_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      usage_counters: {
        Row: {
          company_id: string;
          hour: string;
          metric: string;
          value: number;
        };
        Insert: {
          company_id: string;
          hour: string;
          metric: string;
          value?: number;
        };
        Update: {
          company_id?: string;
          hour?: string;
          metric?: string;
          value?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'usage_counters_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      visitors: {
        Row: {
          answer_depth: string | null;
          company_id: string;
          created_at: string;
          email: string | null;
          id: string;
          last_seen_at: string;
          locale: string | null;
          name: string | null;
          phone: string | null;
          session_count: number;
        };
        Insert: {
          answer_depth?: string | null;
          company_id: string;
          created_at?: string;
          email?: string | null;
          id?: string;
          last_seen_at?: string;
          locale?: string | null;
          name?: string | null;
          phone?: string | null;
          session_count?: number;
        };
        Update: {
          answer_depth?: string | null;
          company_id?: string;
          created_at?: string;
          email?: string | null;
          id?: string;
          last_seen_at?: string;
          locale?: string | null;
          name?: string | null;
          phone?: string | null;
          session_count?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'visitors_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      webhook_endpoints: {
        Row: {
          company_id: string;
          created_at: string;
          enabled: boolean;
          event_types: string[];
          id: string;
          url: string;
        };
        Insert: {
          company_id: string;
          created_at?: string;
          enabled?: boolean;
          event_types: string[];
          id?: string;
          url: string;
        };
        Update: {
          company_id?: string;
          created_at?: string;
          enabled?: boolean;
          event_types?: string[];
          id?: string;
          url?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'webhook_endpoints_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      webhook_events: {
        Row: {
          company_id: string;
          created_at: string;
          expires_at: string;
          id: string;
          payload: Json;
          status: string;
          subject_id: string;
          type: string;
        };
        Insert: {
          company_id: string;
          created_at?: string;
          expires_at?: string;
          id: string;
          payload: Json;
          status?: string;
          subject_id: string;
          type: string;
        };
        Update: {
          company_id?: string;
          created_at?: string;
          expires_at?: string;
          id?: string;
          payload?: Json;
          status?: string;
          subject_id?: string;
          type?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'webhook_events_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
      widget_keys: {
        Row: {
          allowed_origins: string[];
          company_id: string;
          created_at: string;
          id: string;
          key: string;
          name: string;
          revoked_at: string | null;
        };
        Insert: {
          allowed_origins?: string[];
          company_id: string;
          created_at?: string;
          id?: string;
          key: string;
          name?: string;
          revoked_at?: string | null;
        };
        Update: {
          allowed_origins?: string[];
          company_id?: string;
          created_at?: string;
          id?: string;
          key?: string;
          name?: string;
          revoked_at?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'widget_keys_company_id_fkey';
            columns: ['company_id'];
            isOneToOne: false;
            referencedRelation: 'companies';
            referencedColumns: ['id'];
          },
        ];
      };
    };
    Views: { [_ in never]: never };
    Functions: {
      active_embedding_model: {
        Args: {
          p_company_id: string;
        };
        Returns: string;
      };
      add_usage: {
        Args: {
          p_rows: Json;
        };
        Returns: undefined;
      };
      built_in_model: {
        Args: {
          p_company_id: string;
        };
        Returns: string;
      };
      cancel_website_sync: {
        Args: {
          p_website_id: string;
        };
        Returns: undefined;
      };
      claim_jobs: {
        Args: {
          p_limit?: number;
          p_lock_seconds?: number;
          p_max_attempts?: number;
          p_only?: string[] | null;
          p_except?: string[] | null;
        };
        Returns: Json;
      };
      common_questions: {
        Args: {
          p_company_id: string;
        };
        Returns: Json;
      };
      company_model_providers: {
        Args: {
          p_company_id: string;
        };
        Returns: Json;
      };
      company_with_slug: {
        Args: {
          p_company_slug: string;
        };
        Returns: string;
      };
      count_reranking: {
        Args: {
          p_company_id: string;
          p_asked: Json;
        };
        Returns: undefined;
      };
      create_company: {
        Args: {
          p_name: string;
          p_slug: string;
          p_display_name: string;
          p_widget_key: string;
        };
        Returns: Json;
      };
      current_model_rates: {
        Args: Record<PropertyKey, never>;
        Returns: Json;
      };
      current_moment: {
        Args: Record<PropertyKey, never>;
        Returns: string;
      };
      delete_website: {
        Args: {
          p_website_id: string;
        };
        Returns: boolean;
      };
      discard_job: {
        Args: {
          p_job_id: string;
        };
        Returns: undefined;
      };
      edit_source: {
        Args: {
          p_company_id: string;
          p_source_id: string;
          p_source: Json;
          p_passages: Json;
        };
        Returns: Json;
      };
      end_website: {
        Args: {
          p_company_id: string;
          p_website_id: string;
          p_run: number;
          p_lease: string;
          p_outcome: string;
          p_problem?: string | null;
          p_detail?: string | null;
        };
        Returns: boolean;
      };
      finish_jobs: {
        Args: {
          p_results: Json;
          p_max_attempts?: number;
        };
        Returns: Json;
      };
      follow_ups_to_predict: {
        Args: {
          p_company_id: string;
          p_source_id: string;
          p_passage_id: string;
        };
        Returns: Json;
      };
      hand_back: {
        Args: {
          p_session_id: string;
        };
        Returns: Json;
      };
      index_waiting_for_job: {
        Args: {
          p_company_id: string;
          p_passages?: number;
        };
        Returns: number;
      };
      index_waiting_sources: {
        Args: {
          p_company_id: string;
          p_passages?: number;
        };
        Returns: number;
      };
      keep_built_in_model: {
        Args: {
          p_company_id: string;
          p_began_at: string;
          p_model?: string | null;
        };
        Returns: undefined;
      };
      keep_embeddings: {
        Args: {
          p_company_id: string;
          p_model: string;
          p_vectors: Json;
          p_asked?: Json | null;
        };
        Returns: undefined;
      };
      keep_follow_ups: {
        Args: {
          p_company_id: string;
          p_source_id: string;
          p_questions: Json;
          p_asked?: Json | null;
        };
        Returns: undefined;
      };
      keep_prepared_answer: {
        Args: {
          p_company_id: string;
          p_kind: string;
          p_subject_id: string;
          p_keep: Json;
          p_text: string;
          p_sources: Json;
          p_asked: Json;
          p_problem?: string | null;
        };
        Returns: boolean;
      };
      keep_summary: {
        Args: {
          p_company_id: string;
          p_session_id: string;
          p_summary: string;
          p_until: string;
          p_since: string;
          p_asked?: Json | null;
        };
        Returns: boolean;
      };
      keep_website_page: {
        Args: {
          p_company_id: string;
          p_website_id: string;
          p_run: number;
          p_lease: string;
          p_page: Json;
          p_links: Json;
          p_source?: Json | null;
          p_passages?: Json | null;
        };
        Returns: boolean;
      };
      knowledge_to_learn: {
        Args: {
          p_company_id: string;
        };
        Returns: Json;
      };
      learn_later: {
        Args: {
          p_company_id: string;
        };
        Returns: undefined;
      };
      list_transcripts: {
        Args: {
          p_company_id: string;
          p_query?: string | null;
          p_status?: Database['public']['Enums']['session_status'] | null;
          p_handler?: Database['public']['Enums']['session_handler'] | null;
          p_plan?: Database['public']['Enums']['turn_plan'] | null;
          p_failed?: boolean | null;
          p_slow_ms?: number | null;
          p_from?: string | null;
          p_to?: string | null;
          p_before_at?: string | null;
          p_before_id?: string | null;
          p_after_at?: string | null;
          p_after_id?: string | null;
          p_limit?: number;
        };
        Returns: Json;
      };
      list_websites: {
        Args: {
          p_company_id: string;
          p_website_id?: string | null;
        };
        Returns: Json;
      };
      look_after_answers: {
        Args: Record<PropertyKey, never>;
        Returns: number;
      };
      message_to_read: {
        Args: {
          p_company_id: string;
          p_session_id: string;
          p_message_id: string;
        };
        Returns: Json;
      };
      open_turn: {
        Args: {
          p_company_id: string;
          p_visitor_id: string;
          p_session_id: string;
          p_message_id: string;
          p_client_message_id: string;
          p_turn_id: string;
          p_text: string;
          p_page_url?: string | null;
          p_locale?: string | null;
          p_history_limit?: number;
          p_rerun_after_seconds?: number;
          p_regenerate?: boolean;
          p_answer_key?: string | null;
          p_depth?: string | null;
          p_continues?: string | null;
        };
        Returns: Json;
      };
      pages_to_read: {
        Args: {
          p_company_id: string;
          p_website_id: string;
          p_run: number;
          p_lease: string;
          p_limit?: number;
        };
        Returns: Json;
      };
      passages_to_learn: {
        Args: {
          p_company_id: string;
          p_after_source?: string | null;
          p_after_position?: number | null;
          p_every?: number;
          p_limit?: number;
        };
        Returns: Json;
      };
      pause_website: {
        Args: {
          p_company_id: string;
          p_website_id: string;
          p_run: number;
          p_lease: string;
        };
        Returns: undefined;
      };
      performance_report: {
        Args: {
          p_company_id: string;
          p_from: string;
          p_to: string;
          p_bucket_seconds: number;
          p_detail?: boolean;
        };
        Returns: Json;
      };
      plan_website: {
        Args: {
          p_company_id: string;
          p_website_id: string;
          p_run: number;
          p_lease: string;
          p_root: string;
          p_robots: string;
          p_seeds: Json;
          p_listed_whole: boolean;
          p_begin?: boolean;
        };
        Returns: boolean;
      };
      prefetch_report: {
        Args: {
          p_company_id: string;
        };
        Returns: Json;
      };
      queue_due_websites: {
        Args: {
          p_now?: string;
        };
        Returns: number;
      };
      queue_unread_texts: {
        Args: Record<PropertyKey, never>;
        Returns: number;
      };
      rate_answer: {
        Args: {
          p_company_id: string;
          p_visitor_id: string;
          p_session_id: string;
          p_turn_id: string;
          p_rating: string;
          p_comment?: string | null;
        };
        Returns: undefined;
      };
      rated_answers: {
        Args: {
          p_company_id: string;
          p_since: string;
          p_limit: number;
        };
        Returns: Json;
      };
      read_inbox: {
        Args: {
          p_company_id: string;
          p_folder: string;
          p_limit?: number;
        };
        Returns: Json;
      };
      read_transcript: {
        Args: {
          p_session_id: string;
        };
        Returns: Json;
      };
      ready_answers: {
        Args: {
          p_company_id: string;
          p_keys: string[];
        };
        Returns: Json;
      };
      record_reading: {
        Args: {
          p_company_id: string;
          p_turn_id: string;
          p_lead: Json;
          p_asked: Json;
        };
        Returns: undefined;
      };
      record_turns: {
        Args: {
          p_limit?: number;
        };
        Returns: number;
      };
      remake_pinned_answer: {
        Args: {
          p_question_id: string;
        };
        Returns: undefined;
      };
      remove_gone_for_job: {
        Args: {
          p_company_id: string;
          p_replace: string;
          p_kept: Json;
        };
        Returns: number;
      };
      reply_as_agent: {
        Args: {
          p_session_id: string;
          p_message_id: string;
          p_client_message_id: string;
          p_text: string;
        };
        Returns: Json;
      };
      resolve_api_key: {
        Args: {
          p_hash: string;
        };
        Returns: Json;
      };
      resolve_widget_key: {
        Args: {
          p_key: string;
        };
        Returns: Json;
      };
      retry_job: {
        Args: {
          p_job_id: string;
        };
        Returns: undefined;
      };
      save_reading: {
        Args: {
          p_company_id: string;
          p_session_id: string;
          p_message_id: string;
          p_reading: Json;
          p_turn_id?: string | null;
          p_asked?: Json | null;
        };
        Returns: Json;
      };
      save_source: {
        Args: {
          p_company_id: string;
          p_source: Json;
          p_passages: Json;
        };
        Returns: Json;
      };
      save_source_for_company: {
        Args: {
          p_company_slug: string;
          p_source: Json;
          p_passages: Json;
        };
        Returns: Json;
      };
      save_sources: {
        Args: {
          p_company_id: string;
          p_sources: Json;
          p_replace?: string | null;
        };
        Returns: Json;
      };
      save_sources_for_job: {
        Args: {
          p_company_id: string;
          p_sources: Json;
          p_replace?: string | null;
        };
        Returns: Json;
      };
      search_knowledge: {
        Args: {
          p_company_id: string;
          p_query: string;
          p_limit?: number;
          p_session_id?: string | null;
          p_embedding?: string | null;
          p_model?: string | null;
          p_likely?: Json | null;
        };
        Returns: Json;
      };
      search_own_knowledge: {
        Args: {
          p_company_id: string;
          p_query: string;
          p_limit?: number;
          p_session_id?: string | null;
          p_embedding?: string | null;
          p_model?: string | null;
          p_likely?: Json | null;
        };
        Returns: Json;
      };
      session_to_summarise: {
        Args: {
          p_company_id: string;
          p_session_id: string;
          p_limit?: number;
        };
        Returns: Json;
      };
      set_embedding_model: {
        Args: {
          p_model?: string | null;
        };
        Returns: number;
      };
      set_session_status: {
        Args: {
          p_session_id: string;
          p_status: Database['public']['Enums']['session_status'];
        };
        Returns: Json;
      };
      settle_and_offer: {
        Args: {
          p_company_id: string;
          p_turn_id: string;
          p_settlement: Json;
        };
        Returns: Json;
      };
      settle_turn: {
        Args: {
          p_company_id: string;
          p_turn_id: string;
          p_settlement: Json;
        };
        Returns: Json;
      };
      similar_answers: {
        Args: {
          p_company_id: string;
          p_embedding: string;
          p_model: string;
          p_likeness: number;
        };
        Returns: Json;
      };
      start_website_sync: {
        Args: {
          p_website_id: string;
        };
        Returns: undefined;
      };
      stop_embedding: {
        Args: {
          p_company_id: string;
          p_job_id: string;
          p_seconds?: number | null;
          p_problem?: string | null;
        };
        Returns: undefined;
      };
      sweep_turns: {
        Args: {
          p_answering?: string[];
          p_lease_seconds?: number;
        };
        Returns: Json;
      };
      take_over: {
        Args: {
          p_session_id: string;
        };
        Returns: Json;
      };
      take_pinned_to_prepare: {
        Args: {
          p_company_id: string;
        };
        Returns: Json;
      };
      take_website: {
        Args: {
          p_company_id: string;
          p_website_id: string;
          p_run: number;
          p_lease: string;
        };
        Returns: Json;
      };
      texts_to_embed: {
        Args: {
          p_company_id: string;
          p_job_id: string;
          p_limit?: number;
        };
        Returns: Json;
      };
      unanswered_questions: {
        Args: {
          p_company_id: string;
          p_since: string;
          p_before: string;
          p_limit: number;
        };
        Returns: Json;
      };
      visitor_session: {
        Args: {
          p_company_id: string;
          p_visitor_id: string;
          p_session_id: string;
          p_limit?: number;
        };
        Returns: Json;
      };
    };
    Enums: {
      job_status: 'waiting' | 'running' | 'done' | 'dead';
      lead_status: 'new' | 'qualified' | 'contacted' | 'won' | 'lost';
      member_role: 'agent' | 'admin';
      message_role: 'user' | 'assistant' | 'agent';
      session_handler: 'assistant' | 'agent';
      session_status: 'open' | 'closed';
      source_kind: 'text' | 'markdown' | 'jsonl' | 'html' | 'pdf' | 'docx' | 'csv' | 'page';
      source_status: 'ready' | 'failed';
      turn_outcome: 'running' | 'complete' | 'interrupted' | 'failed';
      turn_plan: 'simple' | 'moderate' | 'complex';
    };
    CompositeTypes: { [_ in never]: never };
  };
};
